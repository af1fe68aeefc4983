//! Every target over its seeds, over what it once failed on, and over damaged copies of both:
//! the same ones on every run.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ingam_fuzz::{Outcome, Random, TARGETS, Target, seeds};

/// As many damaged copies as make the whole take some seconds in a debug build; each of these
/// costs signatures, archives or a wrapped key.
fn count(target: &Target) -> usize {
    match target.name {
        "signed_data" | "crl" | "bundle" => 300,
        "toss_seal" | "public_key" | "toss_answer" | "settings" | "validation" => 500,
        _ => 2_000,
    }
}

fn run(target: &Target, what: &str, input: &[u8]) -> Outcome {
    let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    outcome.unwrap_or_else(|_| {
        let hex = ingam::encoding::hex(input);
        panic!("{} fails on {what}: {} bytes, {}", target.name, input.len(), hex.get(..4000).unwrap_or(&hex))
    })
}

#[test]
fn every_seed_and_everything_found_before() {
    let mut failed = Vec::new();
    for target in TARGETS {
        let seeds = seeds::of(target.name);
        assert!(!seeds.is_empty(), "{} has no seed", target.name);
        let mut read = 0;
        for (name, input) in &seeds {
            match catch_unwind(|| run(target, name, input)) {
                Ok(outcome) => read += usize::from(outcome != Outcome::Refused),
                Err(_) => failed.push(format!("{}/{name}", target.name)),
            }
        }
        // A target that reads none of its seeds tests refusals only.
        assert!(read > 0, "{} reads none of its seeds", target.name);
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn sound_seeds_are_known() {
    for name in ["signed_data", "crl", "session_open"] {
        let target = ingam_fuzz::target(name).unwrap();
        let sound: Vec<_> =
            seeds::of(name).into_iter().filter(|(name, _)| name.starts_with("sound")).collect();
        assert!(sound.len() > 4, "{name}");
        for (seed, input) in sound {
            assert_eq!(run(target, &seed, &input), Outcome::Known, "{name}/{seed}");
        }
    }
}

#[test]
fn damaged_seeds() {
    let mut failed = Vec::new();
    for target in TARGETS {
        let seeds = seeds::folder(&format!("corpus/{}", target.name));
        let mut random = Random::from(0x1234_5678_9abc_def1);
        let mut others = BTreeSet::new();
        for index in 0..count(target) {
            let ((_, seed), (_, other)) = (random.one_of(&seeds).clone(), random.one_of(&seeds).clone());
            let input = random.damage(&seed, &other);
            if catch_unwind(|| run(target, &format!("damaged seed {index}"), &input)).is_err() {
                failed.push(target.name);
                break;
            }
            others.insert(input);
        }
        if failed.last() == Some(&target.name) {
            continue;
        }
        assert!(others.len() > count(target) / 2, "{}: {} inputs", target.name, others.len());
    }
    assert!(failed.is_empty(), "{failed:?}");
}

/// A target is in the list, in the folder of seeds, and a program of libFuzzer's.
#[test]
fn every_target_has_its_files() {
    let named: BTreeSet<String> = TARGETS.iter().map(|target| target.name.into()).collect();
    assert_eq!(named.len(), TARGETS.len());
    let folders = std::fs::read_dir(seeds::path("corpus")).unwrap();
    let folders: BTreeSet<String> =
        folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(folders, named);
    let programs = seeds::folder("fuzz/fuzz_targets");
    let manifest = String::from_utf8(seeds::file("fuzz/Cargo.toml")).unwrap();
    let programs: BTreeSet<String> = programs
        .into_iter()
        .map(|(file, code)| {
            let name = file.strip_suffix(".rs").unwrap().to_string();
            assert!(String::from_utf8(code).unwrap().contains(&format!("ingam_fuzz::{name}(")), "{file}");
            assert!(manifest.contains(&format!("path = \"fuzz_targets/{file}\"")), "{file}");
            name
        })
        .collect();
    assert_eq!(programs, named);
    let of_seeds: usize =
        TARGETS.iter().flat_map(|target| seeds::of(target.name)).map(|(_, seed)| seed.len()).sum();
    assert!(of_seeds < 300_000, "{of_seeds} bytes of seeds");
}
