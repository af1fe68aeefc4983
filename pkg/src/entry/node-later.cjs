// For a require() that takes no ES module: the same names, and the module with the first call.
// A class can then be asked about (instanceof), but not extended.
'use strict';

let loaded;
const load = async () => (loaded ??= await import('./node.js'));
const instances = (name) => ({
  [Symbol.hasInstance]: (value) => loaded !== undefined && value instanceof loaded[name],
});

exports.documentDigests = async (docList) => (await load()).documentDigests(docList);
exports.kakaoTalkLink = async (options) => (await load()).kakaoTalkLink(options);
exports.readKakaoTalkCallback = async (url) => (await load()).readKakaoTalkCallback(url);
exports.seal = async (request, options) => (await load()).seal(request, options);
exports.signLinkHub = async (options) => (await load()).signLinkHub(options);
exports.validateRequest = async (kind, body) => (await load()).validateRequest(kind, body);
exports.verifySignedData = async (data, options) => (await load()).verifySignedData(data, options);
exports.IngamError = instances('IngamError');
exports.ResultSession = {
  ...instances('ResultSession'),
  create: async (options) => (await load()).ResultSession.create(options),
};
exports.Session = {
  ...instances('Session'),
  create: async (options) => (await load()).Session.create(options),
  restore: async (serialized, options) => (await load()).Session.restore(serialized, options),
};
