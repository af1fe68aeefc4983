//! The bundle: the same octets each time, whatever came; and other readers read it.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use ingam::digest::sha256_hex;
use ingam::encoding::base64_decode;
use ingam::exchange::Response;
use ingam::gateway::evidence::{HEADER, Subject, bundle, judge};
use ingam::transaction::Registration;
use serde_json::{Value, json};

use super::{NOW, PASSED, PUBLISHED, altered, answer, documents, id, registration, settings};

fn bundled(answer: &Response, registration: &Registration, changes: &[(&str, &str)]) -> Response {
    let settings = settings(changes);
    let id = id();
    let subject = Subject { id: &id, registration, answer, received_at: NOW };
    let record = judge(&settings, &subject, Vec::new(), NOW).unwrap();
    bundle(settings.evidence().unwrap(), &subject, &record).unwrap()
}

/// The files of an archive, by a reader of somebody else's; `None` where it is not installed.
fn read_by_python(archive: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    const READER: &str = "import io,json,sys,zipfile,base64\n\
        z=zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\n\
        assert z.testzip() is None\n\
        assert len(set(z.namelist()))==len(z.namelist())\n\
        assert all(i.date_time==(1980,1,1,0,0,0) for i in z.infolist())\n\
        print(json.dumps({n: base64.b64encode(z.read(n)).decode() for n in z.namelist()}))";
    let mut child = Command::new("python3")
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(archive).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "python3 does not read it");
    let files: BTreeMap<String, String> = serde_json::from_slice(&done.stdout).unwrap();
    Some(files.into_iter().map(|(name, text)| (name, base64_decode(&text).unwrap())).collect())
}

#[test]
fn another_reader_finds_every_file_and_the_same_octets_each_time() {
    let off = [("REVOCATION", "off")];
    let registration = registration(documents());
    let answer = answer(&PUBLISHED);
    let archive = bundled(&answer, &registration, &off);
    assert_eq!(archive.body, bundled(&answer, &registration, &off).body);
    assert_eq!(archive.header(HEADER), Some(PASSED));
    assert_eq!(archive.header("content-type"), Some("application/zip"));
    let Some(files) = read_by_python(&archive.body) else {
        assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "python3 is not installed");
        return;
    };
    let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
    let listed: BTreeMap<&str, &str> =
        sums.lines().map(|line| line.split_once("  ").unwrap()).map(|(sum, name)| (name, sum)).collect();
    assert_eq!(listed.len() + 1, files.len());
    for (name, contents) in files.iter().filter(|(name, _)| *name != "SHA256SUMS") {
        assert_eq!(listed[name.as_str()], sha256_hex(contents), "{name}");
    }
    assert_eq!(files["response.json"], answer.body);
    for document in PUBLISHED["success"]["signedDocList"].as_array().unwrap() {
        let der = base64_decode(document["signedDoc"].as_str().unwrap()).unwrap();
        assert_eq!(files[&format!("document-{}.der", document["order"])], der);
    }
}

#[test]
fn a_bundle_is_made_of_whatever_came() {
    let off = [("REVOCATION", "off")];
    let hostile = |order: Value| {
        altered(|list| {
            list[0]["order"] = order;
            list[1]["signedDoc"] = "../../x <script>".into();
        })
    };
    for answer in [
        hostile(json!(null)),
        hostile(json!(2)),
        hostile(json!(-9_223_372_036_854_775_808_i64)),
        hostile(json!(i64::MAX)),
        hostile(json!("../../etc/passwd")),
        hostile(json!("1\u{0}")),
        answer(&json!({ "resultType": "SUCCESS" })),
        Response::new(200, "text/html", vec![0xff; 1000]),
        Response::new(200, "application/json", Vec::new()),
    ] {
        for documents in [documents(), Vec::new()] {
            let archive = bundled(&answer, &registration(documents), &off);
            assert_ne!(archive.header(HEADER), Some(PASSED));
            let Some(files) = read_by_python(&archive.body) else { return };
            for name in files.keys() {
                let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
                assert!(
                    name.chars().all(is_plain) && !name.contains("..") && !name.starts_with('-'),
                    "{name}"
                );
            }
            let page = String::from_utf8(files["report.html"].clone()).unwrap();
            assert!(!page.contains("<script"));
        }
    }
}
