//! Trust anchors (RFC 5280 section 6.1.1 (d)): a name and a key, or a certificate that has
//! both.

use alloc::string::String;
use alloc::vec::Vec;

use super::certificate::{Certificate, X509};
use super::der::{Malformed, Reader, Result, SEQUENCE};
use super::{input, name};
use crate::cipher::rsa_pkcs1::VerifyingKey;

/// `C=KR, O=Viva Republica Inc, OU=Toss Cert, CN=Toss CA1`, as it stands in the issuer of
/// every signer's certificate that was seen.
const TOSS_CA1_NAME: &str = "CN=Toss CA1,OU=Toss Cert,O=Viva Republica Inc,C=KR";

/// The base64 of its SubjectPublicKeyInfo, RSA of 4096 bits, e = 65537.
const TOSS_CA1_KEY: &str = concat!(
    "MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEArxpB6RSPCJiOjMQ91xAZ",
    "9u16mp5GjvJ5ZpZ1xAymV4ljaaVkTGblINX4b8A4wvOs88mBMKYp6HPMru20I9S+",
    "IIs6hKg54m2DgG4vfZWiTt4bV+JSmAlz4jw4g4VtJROzt5LwukTWmkwKhxEMcQeV",
    "iJvubeqUW7W/+kq2awLuZVdZv2FwGbZa6Q4Z/MUnoprBmjPs+XIJDeArijYcRf0+",
    "MQuYps0ZYFJPy1pr8dF22Du7x0pNGXr0XdtBAltWZt1+Hmp0HIEMm7FUgF+H38uv",
    "JsX1cyJVJfaCa/duh0UVv7HjNEZcNvrCCFsA37hbTA2vooMHOGTQknCOeljjGsYm",
    "w7FkxqBcnWfLEoJpW674wm7Wzv8FSwRKn9fl0S2WuKTFAldpkYDiudfOQUoWIsTn",
    "11M9GSjUCVf0upKuWnbbYRzFq/hNSEJcAvuIuggMKN3Jr75zvER//qmUTTZ9eRRP",
    "TYpDLFC3TwT8zj3G4r81LgBINUCsR6RXMNpyzsSMcethWN5aQKZ8GLIg/bLKd5ZA",
    "E9E/PAwJB5xQMizS6m//I7lK8u7ZQvAVTBFklT4NDIlMf1pvHiR5BeZsjcYzdnvH",
    "4ZfbjaXRYDRV4TBZr5OhcpRVmBosyC/vq624TGOOvsdWfwRui1cZgAjKKJS3QoHr",
    "77awyXT+tLr0wT/MA79IGMcCAwEAAQ==",
);

/// Whom to believe: who may issue signers' certificates.
#[derive(Clone)]
pub struct TrustAnchor {
    name: Vec<u8>,
    key: VerifyingKey,
    spki: Vec<u8>,
    certificate: Option<Certificate>,
}

impl TrustAnchor {
    /// Toss's certification authority for signers, `CN=Toss CA1`, as a name and a key.
    ///
    /// Where the key is from: Toss publishes the CA's certificate at
    /// `http://ca.cert.toss.im/toss-ca1.pem` (CPS 2.2), which was not fetched. The key was
    /// computed from the signer certificates of two published samples (serial numbers
    /// 8018372 and 21020322): for each, the signature to the power of 65537 less the
    /// encoded digest is a multiple of the modulus, and the greatest common divisor of the
    /// two has exactly 4096 bits. What confirms it: the SHA-1 of its RSAPublicKey,
    /// `20e10462803a105842dc5481b24c7e8cf5f7aa1f`, is the authorityKeyIdentifier inside both
    /// certificates, and both verify under it.
    ///
    /// What it is not: a certificate. It has no validity period, so that the report says
    /// `NOT_CHECKED` of [`super::CheckName::AnchorValidity`]. Whoever has the certificate
    /// hands it in with [`TrustAnchor::from_certificate`] in its place.
    ///
    /// # Errors
    /// None in practice; the constants of this file are tested.
    pub fn toss_ca1() -> Result<Self> {
        Self::from_name_and_key(TOSS_CA1_NAME, TOSS_CA1_KEY)
    }

    /// A name and a key. The name is RFC 4514 text (`CN=…,O=…,C=KR`), or the base64 of a DER
    /// Name; the key is a `SubjectPublicKeyInfo` as PEM or as base64 of its DER.
    ///
    /// # Errors
    /// [`Malformed`] for an empty name and for anything but an RSA key.
    pub fn from_name_and_key(name: &str, public_key: &str) -> Result<Self> {
        let name = match name::from_text(name.trim_ascii()) {
            Some(name) => name,
            None => input::decode(name.trim_ascii().as_bytes(), &[])?.into_owned(),
        };
        let spki = input::decode(public_key.as_bytes(), &["PUBLIC KEY"])?;
        let mut reader = Reader::new(&name);
        reader.element(SEQUENCE)?;
        reader.finish()?;
        name::check(&name)?;
        if name::is_empty(&name) {
            return Err(Malformed);
        }
        let key = VerifyingKey::from_spki(&spki).ok_or(Malformed)?;
        Ok(Self { name, key, spki: spki.into_owned(), certificate: None })
    }

    /// The subject and key of a certificate. Its signature is not looked at; that it may
    /// issue certificates, and was valid at the time, is checked like an authority's.
    ///
    /// # Errors
    /// [`Malformed`] for an empty subject and for anything but an RSA key.
    pub fn from_certificate(certificate: Certificate) -> Result<Self> {
        let view = certificate.view()?;
        let (name, key, spki) = (view.subject.to_vec(), view.key().ok_or(Malformed)?, view.spki.to_vec());
        if name::is_empty(&name) {
            return Err(Malformed);
        }
        Ok(Self { name, key, spki, certificate: Some(certificate) })
    }

    /// The anchors in a PEM text: any number of certificates, one after another, nothing
    /// else but white space between them.
    ///
    /// # Errors
    /// [`Malformed`] when one of them cannot be read, or there is none.
    pub fn from_pem(text: &str) -> Result<Vec<Self>> {
        const END: &str = "-----END CERTIFICATE-----";
        text.trim_ascii()
            .split_inclusive(END)
            .map(|block| Self::from_certificate(Certificate::parse(block.as_bytes())?))
            .collect::<Result<Vec<_>>>()
            .and_then(|anchors| if anchors.is_empty() { Err(Malformed) } else { Ok(anchors) })
    }

    /// The DER of the Name.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// The key as a `SubjectPublicKeyInfo` between PEM lines.
    #[must_use]
    pub fn public_key_pem(&self) -> String {
        input::pem("PUBLIC KEY", &self.spki)
    }

    /// The certificate, if it was given as one.
    #[must_use]
    pub const fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    pub(super) const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    pub(super) fn view(&self) -> Option<X509<'_>> {
        self.certificate.as_ref().and_then(|certificate| certificate.view().ok())
    }
}

/// Anchors are public; their size is what helps in a log.
impl core::fmt::Debug for TrustAnchor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let kind = if self.certificate.is_some() { "certificate" } else { "name and key" };
        write!(f, "TrustAnchor({kind}, RSA, {} bits)", self.key.bits())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::*;
    use crate::digest::sha256_hex;

    /// SHA-256 of the SubjectPublicKeyInfo, and of its RSAPublicKey the SHA-1 that the
    /// published certificates have as their authorityKeyIdentifier.
    #[test]
    fn the_built_in_key_is_the_one_the_certificates_name() {
        use sha1::{Digest, Sha1};
        let spki = crate::encoding::base64_decode(TOSS_CA1_KEY).unwrap();
        assert_eq!(sha256_hex(&spki), "17fbb251821e50ae6b2b3c1fab8f8ddaecbda232cab06e402a79213a32f55cd0");
        let mut info = Reader::new(&spki).inside(SEQUENCE).unwrap();
        info.any().unwrap();
        let identifier = Sha1::digest(info.whole_octets().unwrap());
        assert_eq!(crate::encoding::hex(&identifier), "20e10462803a105842dc5481b24c7e8cf5f7aa1f");
        let anchor = TrustAnchor::toss_ca1().unwrap();
        assert_eq!((anchor.key().bits(), anchor.key().exponent()), (4096, 65_537));
    }
}
