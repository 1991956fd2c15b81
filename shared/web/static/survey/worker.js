/* The service worker of the survey: the questionnaire opens without a line, and kept answers go out when there is one.
   What is kept in the cache is the same for everybody; answers are never in it. */
/* global Kept */
"use strict";
var CACHE = "survey";
var PATIENCE = 5000; /* milliseconds until the copy is shown where the line is bad */

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener("fetch", function (event) {
  var request = event.request;
  var address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, address.pathname));
  else if (address.pathname.indexOf("/static/") === 0) event.respondWith(asset(request));
});

function asset(request) {
  return caches.match(request, { ignoreVary: true }).then(function (copy) { return copy || fetch(request); });
}

/* The newest there is; the copy where the line or the server is away. */
function page(request, path) {
  var copy = caches.match(path, { ignoreVary: true });
  var fresh = fetch(request).then(function (response) {
    if (response.ok) {
      var again = response.clone();
      caches.open(CACHE).then(function (cache) { return cache.put(path, again); });
    }
    return response;
  });
  return copy.then(function (copied) {
    if (!copied) return fresh;
    var late = new Promise(function (resolve) { setTimeout(function () { resolve(copied); }, PATIENCE); });
    var good = fresh.then(function (response) { return response.status >= 500 ? copied : response; },
      function () { return copied; });
    return Promise.race([good, late]);
  });
}

self.addEventListener("sync", function (event) {
  if (event.tag !== "kept") return;
  event.waitUntil(Kept.sendAll().then(function (waiting) {
    if (waiting) throw new Error("answers still wait"); /* so the browser tries again later */
  }));
});
