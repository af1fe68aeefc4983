//! More than a thousand texts that do not open, each with the one answer.

use ingam::Error;
use ingam::error::Code;
use ingam::json::Value;
use ingam::session::Session;

use crate::vector_file;

#[test]
fn no_malformed_field_opens() {
    let file = vector_file(include_str!("../vectors/malformed-sealed-fields.json"));
    let session = |row: &Value| {
        let name = row["session"].as_str().unwrap();
        Session::restore(file["sessions"][name].as_str().unwrap()).unwrap()
    };
    let rows = file["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1266);
    for row in rows {
        let opened = session(row).open(row["text"].as_str().unwrap()).map(drop);
        assert_eq!(opened, Err(Error::new(Code::OpenFailed)), "{}", row["name"]);
    }
    // The sessions are those the texts were damaged from.
    let sound = file["sound"].as_array().unwrap();
    assert_eq!(sound.len(), 6);
    for row in sound {
        let opened = session(row).open(row["text"].as_str().unwrap()).unwrap();
        assert_eq!(opened.expose(), row["plain"].as_str().unwrap());
    }
}
