/** An item of Toss's `personalData` that a result can carry. */
export type PersonalItem = 'ci' | 'name' | 'birthday' | 'gender' | 'nationality' | 'di';

export interface TossOptions {
  /** Lifetime of access tokens in seconds. Default 3599. */
  expiresIn?: number;
  /** The items that the relying party has applied for; the others are null. Default: all, as in Toss's test environment. */
  personalData?: readonly PersonalItem[];
  /**
   * What messageDigest is in a PKCS7_NO_CONTENT_WITH_ATTR signature: SHA-256 of the `doc` text (default), SHA-256 of the hash
   * that the text stands for, or that hash itself.
   */
  detachedDigest?: 'doc' | 'hash' | 'original';
  /** Whether the very same result call may be sent again, with its sessionKey. Default true. */
  allowResend?: boolean;
  /**
   * Where the signers' certificates say that their revocation list is: an `http:` URL, or `own`, which is `/crl/toss.crl` of this
   * sandbox. Default: a URL in the form of Toss's, on a host that does not resolve.
   */
  crlUrl?: string;
}

export interface KakaoOptions {
  /** Lifetime of session tokens in seconds. Default 1800. */
  expiresIn?: number;
  /** The client codes (이용기관코드, 12 digits) that tokens are issued for. Default 020040000001 and 020040000002. */
  clientCodes?: readonly string[];
  /** How many seconds `x-lh-date` may be off, before and after. Default 300. */
  clockSkewSeconds?: number;
  /** How many seconds after the signature it can be verified; later manuals say 1800. Default 0: without end. */
  verifyWindowSeconds?: number;
  /** Whether service answers keep members that are null, false, 0 or empty, or drop them. Default keep. */
  falsyMembers?: 'keep' | 'drop';
  /** What a date is in a status answer before it has happened. Default null. */
  pendingDates?: 'null' | 'empty';
  /** The form of an App-to-App signature; base64 always holds `/`, `+` and `=`. Default base64url, without padding. */
  appSignature?: 'base64url' | 'base64';
  /** Whether signedData is BER of indefinite length instead of DER. Default false. */
  indefiniteLength?: boolean;
  /** As for Toss; `own` is `/crl/kakao.crl`. */
  crlUrl?: string;
}

export interface SandboxOptions {
  /** Default 0: any free port. */
  port?: number;
  /** A loopback address. Default 127.0.0.1. */
  host?: '127.0.0.1' | '::1' | 'localhost';
  /** Takes one line per call, with the reason of every refusal. Default: stderr. */
  log?: (line: string) => void;
  /** The time that the sandbox starts from, in milliseconds since the epoch. Default: Date.now. */
  clock?: () => number;
  options?: { toss?: TossOptions; kakao?: KakaoOptions };
}

/** The body of `GET /_sandbox/keys`. */
export interface SandboxKeys {
  /** The RSA key to seal session keys to: base64 of its SubjectPublicKeyInfo. */
  publicKey: string;
  tossClientId: string;
  tossClientSecret: string;
  /** PEM of the CA that issues the certificates of Toss's signers: the trust anchor of a verifier. */
  caCertificate: string;
  /** PEM of the root above it, for verifiers that want a self-signed anchor. */
  rootCertificate: string;
  linkId: string;
  /** LinkHub's SecretKey: base64 of the bytes that key the HMAC. */
  linkSecret: string;
  clientCodes: string[];
  /** PEM of the CA that issues the certificates of Kakao's signers: the trust anchor of a verifier. */
  kakaoCaCertificate: string;
  /** PEM of the root above it. */
  kakaoRootCertificate: string;
}

export interface Sandbox {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly keys: SandboxKeys;
  /** Stops listening and closes idle connections; answers under way get a second. */
  close(): Promise<void>;
}

export function startSandbox(settings?: SandboxOptions): Promise<Sandbox>;
