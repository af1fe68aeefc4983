import { failure, guarded } from './errors.js';
import { isRecord } from './json.js';
import { load } from './module.js';

/** @type {typeof import("../index.js").kakaoTalkLink} */
export const kakaoTalkLink = (options) =>
  guarded(async () => {
    const wasm = await load();
    if (!isRecord(options)) throw failure(wasm, 'INGAM_OPTION_INVALID', '');
    const { txId, success, fail } = options;
    return wasm.kakaoTalkLink({ txId, success, fail });
  });

/** @type {typeof import("../index.js").readKakaoTalkCallback} */
export const readKakaoTalkCallback = (url) =>
  guarded(async () => {
    const wasm = await load();
    return wasm.readKakaoTalkCallback(typeof url === 'string' ? url : '');
  });
