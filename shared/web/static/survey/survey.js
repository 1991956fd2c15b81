/* The survey's pages with a script: the code out of the QR picture, on to the next question by itself, answers kept
   while the line is away. Without it the same form is sent as it is. */
/* global Kept */
(function () {
  "use strict";
  var form = document.getElementById("questionnaire");
  var box = document.getElementById("kept");
  var WHERE = "survey:" + (form ? form.dataset.round : "");
  var RETRY = 30000; /* milliseconds */
  var ONWARD = 350;

  /* What a browser refuses or a bad line breaks off here is done when the page is opened the next time. */
  function nextTime() {}

  function today() { /* the day in China */
    return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  }

  /* Answers that are kept */

  function element(name, text) {
    var made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function button(text, act) {
    var made = element("button", text);
    made.type = "button";
    made.className = "quiet";
    made.addEventListener("click", act);
    return made;
  }

  function row(one) {
    var said = { waiting: one.tried ? box.dataset.waiting + box.dataset.tried : box.dataset.waiting,
      sent: box.dataset.sent, used: box.dataset.used, refused: box.dataset.refused + one.why }[one.state];
    var item = document.createElement("li");
    var title = element("strong", one.title);
    title.lang = "zh-CN";
    item.appendChild(title);
    item.appendChild(document.createTextNode(" (" + one.day + ") " + said));
    if (one.state === "refused") {
      item.appendChild(document.createElement("br"));
      if (one.answer.texts && one.answer.texts[one.question]) {
        item.appendChild(button(box.dataset.wordless, function () {
          delete one.answer.texts[one.question];
          one.state = "waiting";
          Kept.put(one).then(sendKept);
        }));
      }
      item.appendChild(button(box.dataset.delete, function () { Kept.remove(one.id).then(show); }));
    }
    return item;
  }

  var told = []; /* what has arrived while this page was open: said until it is left */

  function show() {
    return Kept.all().then(function (ones) {
      ones.filter(function (one) { return one.state === "sent" || one.state === "used"; }).forEach(function (one) {
        told.push(one);
        Kept.remove(one.id);
      });
      ones = told.concat(ones.filter(function (one) { return one.state === "waiting" || one.state === "refused"; }));
      var list = box.querySelector("ul");
      list.textContent = "";
      ones.forEach(function (one) { list.appendChild(row(one)); });
      var waiting = ones.some(function (one) { return one.state === "waiting"; });
      document.getElementById("try-now").hidden = !waiting;
      box.hidden = ones.length === 0;
      return waiting;
    });
  }

  var sending = null;
  function sendKept() {
    if (!sending) {
      sending = Kept.sendAll().then(show).then(function (waiting) {
        sending = null;
        return waiting;
      });
    }
    return sending;
  }

  function keep(answer) {
    answer.answered_on = today();
    return Kept.put({ title: form.dataset.title, day: answer.answered_on, state: "waiting", answer: answer })
      .then(function () {
        if ("serviceWorker" in navigator) {
          navigator.serviceWorker.ready.then(function (worker) {
            if (worker.sync) return worker.sync.register("kept");
          }).catch(nextTime);
        }
      });
  }

  document.getElementById("try-now").addEventListener("click", sendKept);
  document.getElementById("another").addEventListener("click", function () {
    form.hidden = false;
    this.hidden = true;
    document.getElementById("f-code").focus();
  });
  window.addEventListener("online", sendKept);
  Kept.all().then(function (ones) {
    show();
    if (ones.length) sendKept();
    setInterval(function () { show().then(function (waiting) { if (waiting) sendKept(); }); }, RETRY);
  }, nextTime); /* a browser that keeps nothing still answers: see "lost" */

  /* The questionnaire opens without a line, where the browser allows it (https, or this very machine) */

  if ("serviceWorker" in navigator && window.isSecureContext) {
    navigator.serviceWorker.register("/survey/worker.js", { scope: "/survey" }).catch(nextTime);
    if (form && window.caches) {
      var files = [].map.call(document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script"), function (one) {
        return one.href || one.src;
      });
      caches.open("survey").then(function (cache) {
        cache.addAll(files.concat([form.getAttribute("action"), form.dataset.thanks])).catch(nextTime);
        return cache.keys().then(function (kept) { /* files of an earlier version */
          kept.forEach(function (one) {
            if (one.url.indexOf("/static/") > 0 && files.indexOf(one.url) < 0) cache.delete(one);
          });
        });
      }).catch(nextTime);
    }
  }

  if (!form) return;

  /* Nothing is lost by a reload: this tab remembers, and forgets when it is closed or the answer is sent */

  var code = form.elements.code;
  var memory = {}; /* of this tab; where the browser refuses that, of this page */
  try { memory = window.sessionStorage || memory; } catch (refused) { memory = {}; }

  function remember() {
    var given = {};
    [].forEach.call(form.elements, function (one) {
      if (one.name && one.type !== "hidden" && (one.type !== "radio" || one.checked) && one.value) given[one.name] = one.value;
    });
    memory[WHERE] = JSON.stringify(given);
  }

  function recall() {
    var given = JSON.parse(memory[WHERE] || "{}");
    Object.keys(given).forEach(function (name) {
      var field = form.elements[name];
      if (field && !field.value) field.value = given[name];
    });
  }

  function forget() {
    form.reset();
    [].forEach.call(form.elements, function (one) { /* also what the server had filled in */
      if (one.type === "radio") one.checked = false;
      else if (one.name && one.type !== "hidden") one.value = "";
    });
    delete memory[WHERE];
    count();
  }

  function take() { /* the code that stands behind the # of the address */
    var found = /^#(\d{12})$/.exec(location.hash);
    if (!found) return;
    history.replaceState(null, "", location.pathname + location.search);
    var before = JSON.parse(memory[WHERE] || "{}").code || code.value;
    if (before && digits(before) !== found[1]) forget(); /* somebody else's slip: an empty form */
    code.value = found[1];
    remember();
  }

  function digits(text) {
    return text.normalize("NFKC").replace(/[\s.·−\u2010-\u2015-]/g, "");
  }

  function luhn(number) {
    var sum = 0;
    for (var at = 0; at < number.length; at += 1) {
      var digit = Number(number[number.length - 1 - at]) * (at % 2 ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 === 0;
  }

  take();
  recall();
  window.addEventListener("hashchange", take);
  form.addEventListener("input", function () { remember(); count(); });
  form.addEventListener("change", function () { remember(); count(); });

  /* On to the next question by itself after a tap; whoever uses the keys goes on by the link */

  var onward = 0;
  form.addEventListener("click", function (event) {
    var choice = event.detail > 0 && event.target.closest && event.target.closest(".choice");
    if (!choice) return;
    clearTimeout(onward);
    onward = setTimeout(function () {
      var next = choice.closest(".screen").nextElementSibling;
      location.hash = next.id;
      next.querySelector("legend, h2").focus({ preventScroll: true });
    }, ONWARD);
  });

  var answered = document.getElementById("answered");
  var rule = answered.textContent;
  function gathered() {
    var answer = { round: form.dataset.round, code: digits(code.value), version: Number(form.elements.version.value),
      scores: {}, awareness: {}, texts: {} };
    [].forEach.call(form.elements, function (one) {
      var name = (one.name || "").slice(2);
      if (/^q-/.test(one.name) && one.checked) answer.scores[name] = Number(one.value);
      if (/^w-/.test(one.name) && one.checked) answer.awareness[name] = one.value === "true";
      if (/^t-/.test(one.name) && one.value.trim()) answer.texts[name] = one.value.trim();
    });
    return answer;
  }

  function number(answer) {
    return [answer.scores, answer.awareness, answer.texts].reduce(function (sum, part) {
      return sum + Object.keys(part).length;
    }, 0);
  }

  function count() {
    var all = form.querySelectorAll("fieldset").length;
    answered.textContent = form.dataset.answered.replace("%s", number(gathered())).replace("%s", all) + " " + rule;
  }
  count();

  /* Sent once, however often it is tapped */

  var refused = document.getElementById("refused");
  var submit = form.querySelector("button[type=submit]");
  function refuse(why, field) {
    refused.textContent = why;
    refused.hidden = false;
    if (!field) { refused.focus(); return; }
    var link = element("a", why);
    link.href = "#" + field.closest(".screen").id;
    refused.textContent = "";
    refused.appendChild(link);
    field.setAttribute("aria-invalid", "true");
    refused.focus();
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (submit.disabled) return;
    var answer = gathered();
    refused.hidden = true;
    code.removeAttribute("aria-invalid");
    if (answer.code.length !== 12 || !luhn(answer.code)) { refuse(form.dataset.code, code); return; }
    if (!number(answer)) { refuse(form.dataset.nothing); return; }
    submit.disabled = true;
    Kept.post(answer).then(function (told) {
      if (told.state === "sent") {
        forget();
        location.replace(form.dataset.thanks);
      } else if (told.state === "waiting") {
        return keep(answer).then(function () {
          forget();
          form.hidden = true;
          document.getElementById("another").hidden = false;
          return show().then(function () { window.scrollTo(0, 0); box.focus(); });
        }, function () { refuse(form.dataset.lost); });
      } else {
        refuse(told.why, /^code-/.test(told.code) ? code : form.elements["t-" + told.question]);
      }
    }).then(function () { submit.disabled = false; });
  });

  /* Read aloud, by a voice of this device: a voice from elsewhere would tell another host what is read */

  var speech = window.speechSynthesis;
  var tongue = document.documentElement.lang.slice(0, 2);
  function voice() {
    return speech.getVoices().filter(function (one) {
      return one.localService && (one.lang.slice(0, 2).toLowerCase() === tongue || (tongue === "zh" && /^(cmn|yue)/.test(one.lang)));
    })[0];
  }
  function offer() {
    var hidden = !voice();
    [].forEach.call(document.querySelectorAll(".speak"), function (one) { one.hidden = hidden; });
  }
  if (speech && window.SpeechSynthesisUtterance) {
    offer();
    speech.onvoiceschanged = offer;
    form.addEventListener("click", function (event) {
      var asked = event.target.closest && event.target.closest(".speak");
      if (!asked) return;
      var speaking = speech.speaking;
      speech.cancel();
      if (speaking) return;
      var field = asked.parentNode;
      var words = [].map.call(field.querySelectorAll("legend, .choice span"), function (one) { return one.textContent; });
      var said = new SpeechSynthesisUtterance(words.join("。"));
      said.lang = document.documentElement.lang;
      said.voice = voice();
      said.rate = 0.9;
      speech.speak(said);
    });
  }
})();
