const ANDROID_PACKAGE = 'viva.republica.toss';

/** For PUSH, where Toss notifies the person itself. */
export const NO_APP_URIS = { appScheme: null, androidAppUri: null, iosAppUri: null };

/**
 * The three links of an APP_SCHEME request, character for character in the shape of Toss's guide.
 * @param {string} txId
 */
export function appUris(txId) {
  const target = `toss-cert/v2/sign/docs?txId=${txId}&_minVerAos=5.36.0&_minVerIos=5.10.0`;
  const appScheme = `supertoss://${target}`;
  return {
    appScheme,
    androidAppUri: `intent://${target}#Intent;scheme=supertoss;package=${ANDROID_PACKAGE};end`,
    iosAppUri: `https://ul.toss.im?scheme=${encodeURIComponent(appScheme)}`,
  };
}
