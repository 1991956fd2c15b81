/* The petition's form: what is written is checked and sealed on this device, and only the sealed box is sent. Without
   this script, or where the device cannot seal, the form is sent as it is and sealed at the village's endpoint. */
(function () {
  "use strict";
  var form = document.getElementById("petition"), button, problems, sending, sentences, pending = null, busy = false;
  var FIELDS = ["kind", "about", "title", "text", "name", "contact"];
  var PAUSES = [2000, 4000, 8000];
  var UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
  if (!form || !window.sealing || !sealing.able()) return;

  button = form.querySelector("button[type=submit]");
  problems = document.getElementById("petition-problems");
  sending = document.getElementById("petition-sending");
  sentences = JSON.parse(form.getAttribute("data-sentences"));
  show(document.getElementById("sealed-there"), false);
  show(document.getElementById("sealed-here"), true);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (!busy) file();
  });

  function show(element, shown) {
    element.hidden = !shown;
  }

  function written(name) {
    var field = form.elements[name], at;
    if (field.tagName) return tidy(field.value);
    for (at = 0; at < field.length; at++) if (field[at].checked) return field[at].value;
    return "";
  }

  function tidy(text) {
    if (text.normalize) text = text.normalize("NFC");
    return text.replace(/\r\n/g, "\n").replace(/^\s+|\s+$/g, "");
  }

  function wrong(name, text) {
    var said = sentences[name];
    if (!text) return said.missing;
    if (UNPRINTABLE.test(text) || !whole(text)) return said.control;
    if (said.longest && text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "_").length > said.longest) return said.long;
    return "";
  }

  /* Half a character of two cannot be written down, and so not sealed. */
  function whole(text) {
    try {
      encodeURIComponent(text);
      return true;
    } catch (broken) {
      return false;
    }
  }

  function file() {
    var given = {}, found = [], at, name, said, text;
    for (at = 0; at < FIELDS.length; at++) {
      name = FIELDS[at];
      given[name] = written(name) || null;
      said = wrong(name, given[name] || "");
      if (said) found.push([name, said]);
    }
    tell(found);
    if (found.length) return;
    text = JSON.stringify(given);
    // The same again is the same box: however often it is sent, it is filed once.
    if (!pending || pending.text !== text) pending = { text: text, given: given, code: sealing.receiptCode(), box: "" };
    if (!pending.box) sealFor(form.getAttribute("data-seal-key"));
    busy = button.disabled = true;
    send(0);
  }

  function sealFor(key) {
    form.setAttribute("data-seal-key", key);
    pending.given.receipt_code = pending.code;
    pending.box = sealing.seal(key, JSON.stringify(pending.given));
  }

  function send(tries) {
    var request = new XMLHttpRequest();
    say("sending");
    request.open("POST", form.getAttribute("data-seal-to"));
    request.setRequestHeader("Content-Type", "application/json");
    request.timeout = 20000;
    request.onload = function () {
      var answer;
      try {
        answer = JSON.parse(request.responseText);
      } catch (unreadable) {
        return again(tries); // something on the way has answered in the village's place
      }
      if (request.status === 201) return received();
      if (answer.code === "seal-key-used" && tries < 10) {
        sealFor(answer.seal_key);
        return send(tries + 1);
      }
      if (request.status >= 500) return again(tries);
      rest();
      tell([["", answer.detail]]);
    };
    request.onerror = request.ontimeout = function () { again(tries); };
    request.send(JSON.stringify({ sealed: pending.box }));
  }

  function again(tries) {
    if (tries < PAUSES.length) {
      window.setTimeout(function () { send(tries + 1); }, PAUSES[tries]);
    } else {
      rest();
      say("unsent");
    }
  }

  function rest() {
    busy = button.disabled = false;
    say("");
  }

  function say(which) {
    sending.textContent = which ? sending.getAttribute("data-" + which) : "";
    show(sending, Boolean(which));
  }

  /* What is wrong, as the server's own list says it: see problems in macros.html. */
  function tell(found) {
    var list = problems.querySelector("ul"), at, item, link, field;
    list.textContent = "";
    for (at = 0; at < FIELDS.length; at++) {
      field = document.getElementById("f-" + FIELDS[at]);
      if (field) field.removeAttribute("aria-invalid");
    }
    for (at = 0; at < found.length; at++) {
      item = document.createElement("li");
      if (found[at][0]) {
        link = document.createElement("a");
        link.href = "#f-" + found[at][0];
        link.textContent = sentences[found[at][0]].label + found[at][1];
        item.appendChild(link);
        document.getElementById("f-" + found[at][0]).setAttribute("aria-invalid", "true");
      } else {
        item.textContent = found[at][1];
      }
      list.appendChild(item);
    }
    show(problems, found.length > 0);
    if (found.length) {
      problems.focus();
      problems.scrollIntoView();
    }
  }

  function received() {
    var receipt = document.getElementById("petition-receipt"), groups = pending.code.match(/.{4}/g);
    receipt.querySelector(".receipt-code").textContent =
      groups[0] + "\u00a0" + groups[1] + " " + groups[2] + "\u00a0" + groups[3];
    form.reset();
    pending = null;
    rest();
    show(document.getElementById("petition-form"), false);
    show(receipt, true);
    document.querySelector("h1").textContent = receipt.getAttribute("data-heading");
    receipt.focus();
    window.scrollTo(0, 0);
  }
})();
