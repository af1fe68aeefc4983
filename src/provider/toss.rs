//! Toss Cert (토스인증): the multi-document signature, `/api/v2/sign/docs/*`.
