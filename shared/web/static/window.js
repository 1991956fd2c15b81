// The code of a slip comes behind the # of the QR picture, which is never sent: it is put into the form, and goes from
// the address and from the history.
(function () {
  "use strict";
  function take() {
    var form = document.getElementById("slip"), code = location.hash.slice(1).replace(/\D/g, "");
    if (!form || !code) { return; }
    history.replaceState(null, "", location.pathname);
    form.elements.code.value = code;
    form.submit();
  }

  window.addEventListener("hashchange", take);
  take();
})();
