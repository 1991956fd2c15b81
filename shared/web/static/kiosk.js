// At a kiosk: back to the start when nobody has touched the screen for a while; digits without asking the server; one
// press gives one form. Everything works without this file too, only slower.
(function () {
  "use strict";
  var page = document.documentElement, start = page.dataset.start, away = Number(page.dataset.away), WARNED = 10;
  var left = away, touched = false, gone = false, english = page.lang === "en";
  var notice = document.createElement("p");
  notice.className = "notice warn kiosk-notice";
  notice.setAttribute("role", "status");
  notice.hidden = true;
  document.body.appendChild(notice);

  function say(text) {
    notice.textContent = text;
    notice.hidden = !text;
  }

  function stay() {
    if (gone) { return; }
    left = away;
    touched = true;
    say("");
  }

  if (location.pathname === start) {
    try { sessionStorage.clear(); } catch (refused) { notice.dataset.stored = "refused"; }
  }

  // Nothing of the last person stays on the screen, also where the start cannot be reached just now.
  function wipe() {
    document.querySelectorAll("form").forEach(function (form) { form.reset(); });
    document.querySelector("main").hidden = true;
    say(english ? "One moment please …" : "请稍候……");
  }

  function leave() {
    gone = true;
    left = WARNED;
    if (touched) { wipe(); }
    fetch(start, { cache: "no-store", credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      location.replace(start);
    }).catch(function () {
      return undefined;  // asked again in ten seconds
    });
  }

  ["pointerdown", "touchstart", "keydown", "input"].forEach(function (kind) {
    document.addEventListener(kind, stay, { passive: true });
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { location.replace(start); }
  });
  setInterval(function () {
    left -= 1;
    if (left <= 0) { leave(); }
    else if (left <= WARNED && touched && !gone) {
      say(english ? "Still there? Touch the screen. " + left : "还在吗？点一下屏幕。" + left);
    }
  }, 1000);

  document.addEventListener("click", function (event) {
    var key = event.target.closest("button[name=key]");
    if (!key) { return; }
    event.preventDefault();
    var typed = key.form.elements.code;
    typed.value = key.value === "back" ? typed.value.slice(0, -1) : (typed.value + key.value).slice(0, typed.maxLength);
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); }
    form.dataset.sent = "1";
  });
})();
