//! Sealing a request: every field that has to be sealed, in one session that is then
//! forgotten.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;

use super::fields::{DocList, Encrypted, Field, RequestFields};
use crate::entropy::Entropy;
use crate::error::{Code, Error, Result};
use crate::json::Value;
use crate::secret::Secret;
use crate::session::{PublicKey, Session, SessionOptions, looks_sealed};
use crate::signer;

/// What a request is sealed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealOptions {
    /// The session's cipher and tag.
    pub session: SessionOptions,
    /// Whether `userPhone` and `userBirthday` must have the form the provider reads.
    pub check: bool,
}

impl Default for SealOptions {
    fn default() -> Self {
        Self { session: SessionOptions::default(), check: true }
    }
}

/// A member of the request and the text to put there. The debug form has no text.
#[derive(Debug)]
pub struct Replacement {
    /// A JSON Pointer (RFC 6901) into the request or the result.
    pub pointer: String,
    /// The new value.
    pub value: Secret<String>,
}

/// Seals `userName`, `userPhone`, `userBirthday`, `userCi`, and the `doc` of every
/// `docList` entry with `docEncrypted`, and gives the `sessionKey`: what to replace in
/// the request. Nothing else of the request is looked at; null and absent stay.
///
/// # Errors
/// All or nothing, the first in the order above:
/// - [`Code::RequestInvalid`]: no object, or a `docList`, entry or `docEncrypted` of
///   which it cannot be said whether there is something to seal;
/// - [`Code::AlreadySealed`]: a value in sealed form, or a `sessionKey`;
/// - [`Code::FieldNotText`]: a value to seal that is no text, or empty;
/// - [`Code::PhoneInvalid`], [`Code::BirthdayInvalid`], unless `check` is off;
/// - [`Code::EntropyFailed`].
pub fn seal_request(
    request: &Value,
    options: &SealOptions,
    public_key: &PublicKey,
    entropy: &mut impl Entropy,
) -> Result<Vec<Replacement>> {
    let fields = RequestFields::deserialize(request)
        .map_err(|_| Error::new(Code::RequestInvalid).at(String::new()))?;
    Sealing::begin(&fields, &[], options, entropy)?.finish_with(public_key, entropy)
}

/// [`seal_request`] in steps, for a platform that has an RSA of its own, and a faster
/// AES for long documents: begin, [`expose_material`](Self::expose_material), finish.
pub struct Sealing {
    session: Session,
    replacements: Vec<Replacement>,
    elsewhere: Vec<String>,
}

impl Sealing {
    /// Checks everything, makes a session and seals everything, except the documents
    /// whose index in `docList` is in `elsewhere`: of these `fields` needs to hold only
    /// how the text begins (128 bytes will do), and the platform seals them.
    ///
    /// # Errors
    /// As [`seal_request`], and [`Code::OptionInvalid`] when the platform is to seal with
    /// another cipher than AES-GCM.
    pub fn begin(
        fields: &RequestFields,
        elsewhere: &[usize],
        options: &SealOptions,
        entropy: &mut impl Entropy,
    ) -> Result<Self> {
        let texts = texts(fields, options.check)?;
        let mut session = Session::make(&options.session, entropy)?;
        if !elsewhere.is_empty() && !session.may_be_sealed_elsewhere() {
            return Err(Error::new(Code::OptionInvalid).at("/algorithm"));
        }
        let (mut replacements, mut pointers) = (Vec::with_capacity(texts.len() + 1), Vec::new());
        for Text { pointer, text, index } in texts {
            if index.is_some_and(|index| elsewhere.contains(&index)) {
                session.claim(&pointer)?;
                pointers.push(pointer);
            } else {
                let sealed = session.seal(&pointer, text).map_err(|error| error.at(pointer.as_str()))?;
                replacements.push(Replacement { pointer, value: Secret::new(sealed.to_string()) });
            }
        }
        Ok(Self { session, replacements, elsewhere: pointers })
    }

    /// `tag$id$`, to put before the base64 of what the platform sealed.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.session.prefix()
    }

    /// The places the platform has to seal.
    #[must_use]
    pub fn elsewhere(&self) -> &[String] {
        &self.elsewhere
    }

    /// As [`Session::expose_material`], hazard included.
    ///
    /// # Errors
    /// [`Code::SessionSpent`] the second time.
    pub fn expose_material(&mut self) -> Result<Secret<String>> {
        self.session.expose_material()
    }

    /// Ends with the material wrapped by the platform. The places of
    /// [`elsewhere`](Self::elsewhere) are not among the answers.
    ///
    /// # Errors
    /// [`Code::SessionKeyInvalid`] when `wrapped` is empty.
    pub fn finish(mut self, wrapped: Vec<u8>) -> Result<Vec<Replacement>> {
        let session_key = self.session.wrapped(wrapped)?.to_string();
        self.replacements
            .push(Replacement { pointer: String::from("/sessionKey"), value: Secret::new(session_key) });
        Ok(self.replacements)
    }

    /// Ends with RSA done here.
    ///
    /// # Errors
    /// [`Code::EntropyFailed`].
    pub fn finish_with(self, public_key: &PublicKey, entropy: &mut impl Entropy) -> Result<Vec<Replacement>> {
        let wrapped = self.session.wrap(public_key, entropy)?.wrapped().to_vec();
        self.finish(wrapped)
    }
}

/// A check of a text's form.
type Form = fn(&str) -> Result<()>;

/// A text to seal. Its place is its name in the session.
struct Text<'a> {
    pointer: String,
    text: &'a str,
    index: Option<usize>,
}

fn texts(fields: &RequestFields, check: bool) -> Result<Vec<Text<'_>>> {
    if !matches!(fields.session_key, Field::Absent) {
        return Err(Error::new(Code::AlreadySealed).at("/sessionKey"));
    }
    let mut texts = Vec::new();
    let person: [(_, _, Option<Form>); 4] = [
        ("/userName", &fields.user_name, None),
        ("/userPhone", &fields.user_phone, Some(signer::check_phone)),
        ("/userBirthday", &fields.user_birthday, Some(signer::check_birthday)),
        ("/userCi", &fields.user_ci, None),
    ];
    for (pointer, field, form) in person {
        let Some(text) = text(field, pointer)? else { continue };
        if let (Some(form), true) = (form, check) {
            form(text).map_err(|error| error.at(pointer))?;
        }
        texts.push(Text { pointer: String::from(pointer), text, index: None });
    }
    let unclear = |path: &str| Error::new(Code::RequestInvalid).at(path);
    let entries = match &fields.doc_list {
        DocList::Absent => return Ok(texts),
        DocList::List(entries) => entries,
        DocList::Other => return Err(unclear("/docList")),
    };
    for (index, entry) in entries.iter().enumerate() {
        let path = format!("/docList/{index}");
        let entry = entry.as_ref().ok_or_else(|| unclear(&path))?;
        match entry.encrypted {
            Encrypted::No => continue,
            Encrypted::Yes => {}
            Encrypted::Unclear => return Err(unclear(&format!("{path}/docEncrypted"))),
        }
        let pointer = format!("{path}/doc");
        if let Some(text) = text(&entry.doc, &pointer)? {
            texts.push(Text { pointer, text, index: Some(index) });
        }
    }
    Ok(texts)
}

/// The text to seal, or `None` when there is nothing.
fn text<'a>(field: &'a Field, pointer: &str) -> Result<Option<&'a str>> {
    match field {
        Field::Absent => Ok(None),
        Field::Text(text) if text.expose().is_empty() => Err(Error::new(Code::FieldNotText).at(pointer)),
        Field::Text(text) if looks_sealed(text.expose()) => Err(Error::new(Code::AlreadySealed).at(pointer)),
        Field::Text(text) => Ok(Some(text.expose())),
        Field::Other => Err(Error::new(Code::FieldNotText).at(pointer)),
    }
}
