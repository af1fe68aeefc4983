//! For every text, not only those somebody thought of.

use ingam::Code;
use ingam::session::{SealedField, Session, SessionId, SessionKey, Tag, looks_sealed};
use proptest::prelude::*;

use crate::{ID, cbc, session};

proptest! {
    #[test]
    fn what_cbc_seals_opens_and_no_mutation_of_it(text in any::<String>(), short in any::<bool>(), at in any::<prop::sample::Index>(), c in any::<char>()) {
        let session = || Session::restore(&cbc::serialized(if short { 16 } else { 32 })).unwrap();
        let field = session().seal("name", &text).unwrap();
        let opened = session().open(&field.to_string()).unwrap();
        prop_assert_eq!(opened.expose(), &text);
        prop_assert_eq!(SealedField::parse(&field.to_string()).unwrap(), field.clone());
        let mut mutated: Vec<char> = field.to_string().chars().collect();
        let at = at.index(mutated.len());
        mutated[at] = c;
        let mutated: String = mutated.into_iter().collect();
        prop_assume!(mutated != field.to_string());
        prop_assert_eq!(session().open(&mutated).unwrap_err().code(), Code::OpenFailed);
    }

    #[test]
    fn what_is_sealed_opens(text in any::<String>()) {
        let field = session(ID).seal("name", &text).unwrap();
        let opened = session(ID).open(&field.to_string()).unwrap();
        prop_assert_eq!(opened.expose(), &text);
        prop_assert_eq!(field.to_string().len(), 3 + 37 + (text.len() + 16).div_ceil(3) * 4);
    }

    /// A character replaced, removed or put in, anywhere but in the release of a tag.
    #[test]
    fn no_mutated_text_opens(text in any::<String>(), at in any::<prop::sample::Index>(), c in any::<char>(), kind in 0..3) {
        let field = session(ID).seal("name", &text).unwrap().to_string();
        let mut mutated: Vec<char> = field.chars().collect();
        let at = at.index(mutated.len());
        match kind {
            0 => mutated[at] = c,
            1 => { mutated.remove(at); }
            _ => mutated.insert(at, c),
        }
        let mutated: String = mutated.into_iter().collect();
        prop_assume!(mutated != field);
        prop_assert_eq!(session(ID).open(&mutated).unwrap_err().code(), Code::OpenFailed);
    }

    #[test]
    fn what_is_written_is_read(id in any::<u128>(), wrapped in prop::collection::vec(any::<u8>(), 1..64), release in "[0-9A-Za-z.-]{1,32}") {
        let hex = format!("{id:032x}");
        let id = format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
        prop_assert_eq!(SessionId::parse(&id).unwrap().to_string(), id.clone());
        let tag = Tag::parse(&format!("v1_{release}")).unwrap();
        prop_assert_eq!(Tag::parse(&tag.to_string()).unwrap(), tag.clone());
        let text = format!("{tag}${id}${}", ingam::encoding::base64(&wrapped));
        prop_assert!(looks_sealed(&text));
        prop_assert_eq!(SessionKey::parse(&text).unwrap().to_string(), text.clone());
        let field = SealedField::parse(&text).unwrap();
        prop_assert_eq!(field.to_string(), text);
        prop_assert_eq!(field.tag(), &tag);
    }

    #[test]
    fn no_text_restores_but_what_is_serialized(text in "\\PC*|(v1|AES_CBC|[$a-f0-9=-])*") {
        prop_assert_eq!(Session::restore(&text).unwrap_err().code(), Code::SessionKeyInvalid);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*|(v1|v2|[$a-f0-9=-])*") {
        if let Ok(field) = SealedField::parse(&text) {
            prop_assert_eq!(field.to_string(), text.clone());
        }
        prop_assert!(session(ID).open(&text).is_err());
    }
}
