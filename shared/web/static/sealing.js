/* Seals text to a public key as shared/privacy/sealing.py does (libsodium's sealed box), and draws receipt codes, all
   on the reader's own device. It needs no https: crypto.subtle is not there in a village's own network, crypto's
   random numbers are. Old syntax on purpose: it runs on telephones of ten years. */
window.sealing = (function () {
  "use strict";
  var random = window.crypto || window.msCrypto;

  function able() {
    try {
      return Boolean(random.getRandomValues && window.nacl && sealedBox.seal(new Uint8Array(1), new Uint8Array(32)));
    } catch (missing) {
      return false;
    }
  }

  function utf8(text) {
    var bytes = unescape(encodeURIComponent(text)), found = new Uint8Array(bytes.length), at;
    for (at = 0; at < bytes.length; at++) found[at] = bytes.charCodeAt(at);
    return found;
  }

  function base64(bytes) {
    var text = "", at;
    for (at = 0; at < bytes.length; at++) text += String.fromCharCode(bytes[at]);
    return btoa(text).replace(/\+/g, "-").replace(/\//g, "_");
  }

  function key(hex) {
    var found = new Uint8Array(hex.length / 2), at;
    for (at = 0; at < found.length; at++) found[at] = parseInt(hex.substr(2 * at, 2), 16);
    return found;
  }

  /* The box with the key that it is sealed to in front: "<key>.<box>". */
  function seal(publicKey, text) {
    return publicKey + "." + base64(sealedBox.seal(utf8(text), key(publicKey)));
  }

  /* Every digit alike: of a byte only 0 to 249 are taken. */
  function digit() {
    var byte = new Uint8Array(1);
    do random.getRandomValues(byte); while (byte[0] >= 250);
    return byte[0] % 10;
  }

  /* 16 digits, the last of them Luhn's check digit: shared/privacy/codes.py. */
  function receiptCode() {
    var digits = "", sum = 0, at, one;
    for (at = 0; at < 15; at++) {
      one = digit();
      digits += one;
      if (at % 2 === 0) one = one > 4 ? 2 * one - 9 : 2 * one;
      sum += one;
    }
    return digits + (10 - sum % 10) % 10;
  }

  return { able: able, seal: seal, receiptCode: receiptCode };
})();
