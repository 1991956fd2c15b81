/* A paper questionnaire at the keyboard: one key an answer, and on to the next question. The line above the button shows
   what was typed, before it is put into the box. Without this script it is a plain form. */
(function () {
  "use strict";
  var sheet = document.getElementById("sheet");
  if (!sheet) return;
  var check = document.getElementById("check");
  var button = sheet.querySelector("button[type=submit]");
  var keys = Array.prototype.slice.call(sheet.querySelectorAll("input[data-number]"));
  var fields = Array.prototype.slice.call(sheet.querySelectorAll("input:not([type=hidden])"));
  var sent = false;

  function fits(field) { return new RegExp("^" + field.pattern + "$").test(field.value); }

  function move(field, by) {
    var next = fields[fields.indexOf(field) + by];
    if (next) { next.focus(); if (next.select) next.select(); } else if (by > 0) { button.focus(); }
  }

  function show() {
    check.textContent = keys.map(function (field) {
      return field.dataset.number + "：" + (field.value || sheet.dataset.blank);
    }).join("　");
    check.hidden = false;
  }

  sheet.addEventListener("input", function (event) {
    var field = event.target;
    if (keys.indexOf(field) < 0) return;
    if (field.value && !fits(field)) {
      check.textContent = sheet.dataset.wrong + " “" + field.value + "”（" + field.title + "）";
      check.hidden = false;
      field.value = "";
      return;
    }
    show();
    if (field.value && !event.isComposing) move(field, 1);
  });

  sheet.addEventListener("keydown", function (event) {
    var field = event.target;
    if (fields.indexOf(field) < 0 || event.isComposing) return;
    var single = keys.indexOf(field) >= 0;
    if (event.key === "Enter") {
      event.preventDefault(); /* to the button first: there a second one puts it into the box */
      button.focus();
    } else if (event.key === "ArrowDown" || (single && event.key === " ")) {
      event.preventDefault();
      move(field, 1);
    } else if (event.key === "ArrowUp" || (single && event.key === "Backspace" && !field.value)) {
      event.preventDefault();
      move(field, -1);
    }
  });

  button.addEventListener("focus", show);
  sheet.addEventListener("submit", function (event) {
    if (sent) { event.preventDefault(); return; }
    sent = true;
    if (!sheet.elements.sure && !check.hidden) {
      var sure = document.createElement("input"); /* the line that says which are blank has been seen */
      sure.type = "hidden"; sure.name = "sure"; sure.value = "true";
      sheet.appendChild(sure);
    }
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) sent = false; });

  var wrong = sheet.querySelector("[aria-invalid]");
  (wrong || fields[0] || button).focus();
})();
