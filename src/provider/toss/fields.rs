//! A request as sealing sees it: the members that may have to be sealed, and nothing else.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::secret::Secret;

/// What stands where a text to seal may stand.
#[derive(Debug, Default)]
pub enum Field {
    /// Nothing, or null.
    #[default]
    Absent,
    /// A text.
    Text(Secret<String>),
    /// Anything else.
    Other,
}

/// What `docEncrypted` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encrypted {
    /// Absent, null, `false` or `"false"`.
    #[default]
    No,
    /// `true` or `"true"`.
    Yes,
    /// Anything else.
    Unclear,
}

/// An entry of `docList`.
#[derive(Debug, Default)]
pub struct DocFields {
    /// `docEncrypted`
    pub encrypted: Encrypted,
    /// `doc`
    pub doc: Field,
}

/// What `docList` is.
#[derive(Debug, Default)]
pub enum DocList {
    /// Nothing, or null.
    #[default]
    Absent,
    /// A list; `None` is an entry that is no object.
    List(Vec<Option<DocFields>>),
    /// Anything else.
    Other,
}

/// The members of a request that sealing reads. Reading takes any value in memory
/// (`serde_json::Value`, a JavaScript object) and never fails on an object: what is not
/// as it should be is kept as that, and [`super::seal`] says where it stands.
#[derive(Debug, Default)]
pub struct RequestFields {
    /// `userName`
    pub user_name: Field,
    /// `userPhone`
    pub user_phone: Field,
    /// `userBirthday`
    pub user_birthday: Field,
    /// `userCi`
    pub user_ci: Field,
    /// `sessionKey`
    pub session_key: Field,
    /// `docList`
    pub doc_list: DocList,
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(deserializer.deserialize_any(FieldVisitor).unwrap_or(Self::Other))
    }
}

struct FieldVisitor;

/// Whatever is not visited here is an error, and so [`Field::Other`].
impl Visitor<'_> for FieldVisitor {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_unit<E>(self) -> Result<Field, E> {
        Ok(Field::Absent)
    }

    fn visit_str<E>(self, text: &str) -> Result<Field, E> {
        Ok(Field::Text(Secret::new(String::from(text))))
    }

    fn visit_string<E>(self, text: String) -> Result<Field, E> {
        Ok(Field::Text(Secret::new(text)))
    }
}

impl<'de> Deserialize<'de> for Encrypted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(deserializer.deserialize_any(EncryptedVisitor).unwrap_or(Self::Unclear))
    }
}

struct EncryptedVisitor;

impl Visitor<'_> for EncryptedVisitor {
    type Value = Encrypted;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a boolean or the text of one")
    }

    fn visit_unit<E>(self) -> Result<Encrypted, E> {
        Ok(Encrypted::No)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Encrypted, E> {
        Ok(if value { Encrypted::Yes } else { Encrypted::No })
    }

    fn visit_str<E>(self, text: &str) -> Result<Encrypted, E> {
        Ok(match text {
            _ if text.eq_ignore_ascii_case("true") => Encrypted::Yes,
            _ if text.eq_ignore_ascii_case("false") => Encrypted::No,
            _ => Encrypted::Unclear,
        })
    }
}

impl<'de> Deserialize<'de> for DocList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(deserializer.deserialize_any(DocListVisitor).unwrap_or(Self::Other))
    }
}

struct DocListVisitor;

impl<'de> Visitor<'de> for DocListVisitor {
    type Value = DocList;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E>(self) -> Result<DocList, E> {
        Ok(DocList::Absent)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<DocList, A::Error> {
        let mut entries = Vec::new();
        while let Some(Entry(entry)) = access.next_element()? {
            entries.push(entry);
        }
        Ok(DocList::List(entries))
    }
}

struct Entry(Option<DocFields>);

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(deserializer.deserialize_struct("DocFields", DocFields::MEMBERS, DocVisitor).ok()))
    }
}

impl DocFields {
    const MEMBERS: &'static [&'static str] = &["docEncrypted", "doc"];
}

struct DocVisitor;

impl<'de> Visitor<'de> for DocVisitor {
    type Value = DocFields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<DocFields, A::Error> {
        let mut fields = DocFields::default();
        while let Some(name) = access.next_key::<String>()? {
            match name.as_str() {
                "docEncrypted" => fields.encrypted = access.next_value()?,
                "doc" => fields.doc = access.next_value()?,
                _ => drop(access.next_value::<IgnoredAny>()?),
            }
        }
        Ok(fields)
    }
}

impl RequestFields {
    const MEMBERS: &'static [&'static str] =
        &["userName", "userPhone", "userBirthday", "userCi", "sessionKey", "docList"];
}

impl<'de> Deserialize<'de> for RequestFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("RequestFields", Self::MEMBERS, RequestVisitor)
    }
}

struct RequestVisitor;

impl<'de> Visitor<'de> for RequestVisitor {
    type Value = RequestFields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a request")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<RequestFields, A::Error> {
        let mut fields = RequestFields::default();
        while let Some(name) = access.next_key::<String>()? {
            match name.as_str() {
                "userName" => fields.user_name = access.next_value()?,
                "userPhone" => fields.user_phone = access.next_value()?,
                "userBirthday" => fields.user_birthday = access.next_value()?,
                "userCi" => fields.user_ci = access.next_value()?,
                "sessionKey" => fields.session_key = access.next_value()?,
                "docList" => fields.doc_list = access.next_value()?,
                _ => drop(access.next_value::<IgnoredAny>()?),
            }
        }
        Ok(fields)
    }
}
