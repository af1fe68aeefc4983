//! Messages and lists damaged at random, many at a time. None passes, none takes long.

use std::time::{Duration, Instant};

use ingam::signed_data::{Expected, Options, Profile, to_der, verify};

use crate::cases::Made;
use crate::support::{PUBLISHED, result_of, toss_options};

/// xorshift64*: the same damage on every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    /// Changes one to four things: bits, octets, pieces, lengths, the tag of a value.
    fn damage(&mut self, octets: &[u8]) -> Vec<u8> {
        const TAGS: [u8; 14] =
            [0x02, 0x03, 0x04, 0x05, 0x06, 0x17, 0x24, 0x30, 0x31, 0x80, 0xa0, 0xa1, 0x00, 0x1f];
        const LENGTHS: [u8; 8] = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff];
        let mut out = octets.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(out.len());
            let end = (at + 1 + self.below(40)).min(out.len());
            match self.below(10) {
                0..4 if !out.is_empty() => out[at] ^= 1 << self.below(8),
                4 if !out.is_empty() => out[at] = TAGS[self.below(TAGS.len())],
                5 if !out.is_empty() => out[at] = LENGTHS[self.below(LENGTHS.len())],
                6 => drop(out.drain(at..end)),
                7 => {
                    let piece = out[at..end].to_vec();
                    let to = self.below(out.len());
                    out.splice(to..to, piece);
                }
                8 => out.truncate(at),
                _ => {
                    let octet = u8::try_from(self.below(256)).unwrap();
                    out.insert(at, octet);
                }
            }
        }
        out
    }
}

/// How many came out as another message, and how long the slowest took.
#[derive(Debug, Default)]
struct Run {
    changed: u32,
    slowest: Duration,
}

impl Run {
    /// Takes the time of one verification; of one that seems slow the best of four, so that
    /// what else the machine does is not counted.
    fn time(&mut self, verify: impl Fn() -> &'static str) -> &'static str {
        let once = || {
            let begun = Instant::now();
            (verify(), begun.elapsed())
        };
        let (result, mut taken) = once();
        for _ in 0..3 {
            if taken > self.slowest {
                taken = taken.min(once().1);
            }
        }
        self.slowest = self.slowest.max(taken);
        result
    }
}

fn damage_messages(count: u32) -> Run {
    let mut random = Random(0x1234_5678_9abc_def1);
    let ber = Made::named("sound-indefinite-lengths");
    let middle = Made::named("list-for-every-certificate");
    let mut run = Run::default();
    for index in 0..count {
        let mut verified = |sound: &[u8], verify: &dyn Fn(&[u8]) -> &'static str| {
            let damaged = random.damage(sound);
            let result = run.time(|| verify(&damaged));
            // What is the same message in another encoding, or the same octets, is sound.
            if to_der(&damaged) != to_der(sound) {
                assert_ne!(result, "TOTAL_PASSED", "{index}: {damaged:02x?}");
                run.changed += 1;
            }
        };
        match index % 4 {
            0 => verified(&ber.message, &|message| result_of(&ber.verify(message, &[]))),
            1 => verified(&middle.message, &|message| result_of(&middle.verify(message, &middle.crls))),
            other => {
                let options =
                    Options { expected: Expected::Nothing, profile: Profile::None, ..toss_options("") };
                let sound = &PUBLISHED[usize::from(other == 2)].der;
                verified(sound, &|message| result_of(&verify(message, &options)));
            }
        }
    }
    run
}

/// A list that says revoked, damaged: what it says may be lost, but never turned.
fn damage_lists(count: u32) -> Run {
    let mut random = Random(0xfeed_beef_cafe_0001);
    let revoked = Made::named("revoked-before-signing");
    let mut run = Run::default();
    for index in 0..count {
        let damaged = random.damage(&revoked.crls[0]);
        let result =
            run.time(|| result_of(&revoked.verify(&revoked.message, std::slice::from_ref(&damaged))));
        assert!(matches!(result, "REVOKED" | "TRY_LATER"), "{index}: {result} {damaged:02x?}");
        run.changed += u32::from(damaged != revoked.crls[0]);
    }
    run
}

#[test]
fn no_damaged_message_passes() {
    let run = damage_messages(20_000);
    assert!(run.changed > 19_000, "{run:?}");
}

#[test]
fn no_damaged_list_clears_a_revoked_certificate() {
    let run = damage_lists(2_000);
    assert!(run.changed > 1_900, "{run:?}");
}

/// `cargo test --release --test signed_data -- --ignored --nocapture million`
#[test]
#[ignore = "minutes; the shorter run above is the same"]
#[expect(clippy::print_stdout, reason = "the figures are what the run is for")]
fn a_million_damaged_messages() {
    let run = damage_messages(1_000_000);
    println!("{run:?}");
    assert!(run.changed > 950_000 && run.slowest < Duration::from_millis(50), "{run:?}");
}
