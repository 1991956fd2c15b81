/* Answers kept on this device until they have arrived: for the page, and for the worker that sends them later.

   In the store "kept": what is to be sent, with the round's title and the day, and its state. "waiting": not sent yet;
   "refused": never to be taken, with the reason; "sent" and "used": it arrived, and only title and day are left, until
   the page has said so once. Whatever is sent twice is counted once: the code is spent by the first. */
var Kept = (function () {
  "use strict";
  var STORE = "kept";
  var PATIENCE = 20000; /* milliseconds */

  function database() {
    return new Promise(function (resolve, reject) {
      if (typeof indexedDB === "undefined" || !indexedDB) { reject(new Error("no IndexedDB")); return; }
      var asked = indexedDB.open("sunshine-survey", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
      };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = function () { reject(asked.error); };
    });
  }

  function within(mode, work) {
    return database().then(function (db) {
      return new Promise(function (resolve, reject) {
        var transaction = db.transaction(STORE, mode);
        var asked = work(transaction.objectStore(STORE));
        transaction.oncomplete = function () { db.close(); resolve(asked.result); };
        transaction.onabort = function () { db.close(); reject(transaction.error); };
      });
    });
  }

  function all() { return within("readonly", function (store) { return store.getAll(); }); }
  function put(one) { return within("readwrite", function (store) { return store.put(one); }); }
  function remove(id) { return within("readwrite", function (store) { return store.delete(id); }); }

  /* -> {state, why, code, question}. "waiting" is whatever may come right by itself: no line, no server, a stranger's
     answer in between. It never fails. */
  function post(answer) {
    var stop = typeof AbortController === "function" ? new AbortController() : null;
    var timer = setTimeout(function () { if (stop) stop.abort(); }, PATIENCE);
    return fetch("/api/responses", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(answer),
      signal: stop ? stop.signal : undefined
    }).then(function (response) {
      if (response.status === 201) return { state: "sent" };
      if (response.status < 400 || response.status === 429 || response.status >= 500) return { state: "waiting" };
      return response.json().then(function (problem) {
        if (!problem.code) return { state: "waiting" };
        var state = problem.code === "code-used" ? "used" : problem.code === "round-not-open" ? "waiting" : "refused";
        return { state: state, why: problem.detail, code: problem.code, question: problem.question };
      });
    }).catch(function () {
      return { state: "waiting" };
    }).then(function (told) {
      clearTimeout(timer);
      return told;
    });
  }

  function send(one) {
    return post(one.answer).then(function (told) {
      var left = { id: one.id, title: one.title, day: one.day, state: told.state };
      if (told.state === "waiting") left.tried = true;
      if (told.code === "round-not-open") delete one.answer.answered_on; /* a wrong clock: the village's day counts */
      if (told.state === "refused") { left.why = told.why; left.code = told.code; left.question = told.question; }
      if (told.state === "waiting" || told.state === "refused") left.answer = one.answer;
      return put(left);
    });
  }

  /* Send what waits, one after the other. -> how many wait still. Page and worker take turns where the browser has
     locks, so that each is sent by one of them. */
  function sendAll() {
    return navigator.locks ? navigator.locks.request("survey-kept", sendWaiting) : sendWaiting();
  }

  function sendWaiting() {
    return all().then(function (ones) {
      var waiting = ones.filter(function (one) { return one.state === "waiting"; });
      return waiting.reduce(function (before, one) {
        return before.then(function () { return send(one); });
      }, Promise.resolve());
    }).then(all).then(function (ones) {
      return ones.filter(function (one) { return one.state === "waiting"; }).length;
    });
  }

  return { all: all, put: put, remove: remove, post: post, sendAll: sendAll };
})();
