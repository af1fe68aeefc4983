export { documentDigests } from './digests.js';
export { IngamError } from './errors.js';
export { kakaoTalkLink, readKakaoTalkCallback } from './kakaotalk.js';
export { signLinkHub } from './linkhub.js';
export { ResultSession } from './result-session.js';
export { seal } from './seal.js';
export { Session } from './session.js';
export { validateRequest } from './validate.js';
