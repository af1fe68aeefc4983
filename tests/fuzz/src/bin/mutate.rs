//! Damages the seeds of a target as often as asked for: `mutate TARGET --count 1000000`, with
//! `--seed N` for other damage than the last time, `--slow` to keep the slowest input.
//!
//! What a target fails on is written to `artifacts/TARGET/` beside this package's manifest.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::panic)]

use std::cell::RefCell;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ingam_fuzz::{Outcome, Random, TARGETS, Target, seeds, target};

thread_local! {
    /// What is being read: for the hook, which a panic calls before it ends the program.
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Arguments {
    target: &'static Target,
    count: u64,
    seed: u64,
    slow: bool,
}

fn arguments() -> Option<Arguments> {
    let mut all = std::env::args().skip(1);
    let mut read = Arguments { target: target(&all.next()?)?, count: 100_000, seed: 1, slow: false };
    while let Some(name) = all.next() {
        match name.as_str() {
            "--count" => read.count = all.next()?.parse().ok()?,
            "--seed" => read.seed = all.next()?.parse().ok()?,
            "--slow" => read.slow = true,
            _ => return None,
        }
    }
    Some(read)
}

fn keep(target: &str, name: &str, bytes: &[u8]) {
    let folder = seeds::path("artifacts").join(target);
    let path = folder.join(name);
    match std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, bytes)) {
        Ok(()) => eprintln!("written to {}", path.display()),
        Err(error) => eprintln!("{}: {error}", path.display()),
    }
}

const WORTH_A_SECOND_LOOK: Duration = Duration::from_millis(2);

fn timed(target: &Target, input: &[u8]) -> (Outcome, Duration) {
    let begun = Instant::now();
    let outcome = (target.run)(input);
    (outcome, begun.elapsed())
}

fn main() -> ExitCode {
    let Some(Arguments { target, count, seed, slow }) = arguments() else {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("mutate TARGET [--count N] [--seed N] [--slow]\ntargets: {}", names.join(" "));
        return ExitCode::FAILURE;
    };
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        before(panic);
        INPUT.with_borrow(|input| keep(target.name, &ingam::digest::sha256_hex(input), input));
    }));

    let corpus = seeds::of(target.name);
    // What is read from files, once, is not timed.
    for (_, input) in &corpus {
        (target.run)(input);
    }
    let mut random = Random::from(seed);
    let (mut accepted, mut known, mut slowest) = (0_u64, 0_u64, (Duration::ZERO, Vec::new()));
    for _ in 0..count {
        let (_, seed) = random.one_of(&corpus);
        let (_, other) = random.one_of(&corpus);
        let input = random.damage(seed, other);
        INPUT.with_borrow_mut(|kept| kept.clone_from(&input));
        let (outcome, mut taken) = timed(target, &input);
        // On a busy machine another program's time is among it: the least of some runs counts.
        for _ in 0..4 {
            if taken < slowest.0.max(WORTH_A_SECOND_LOOK) {
                break;
            }
            taken = taken.min(timed(target, &input).1);
        }
        match outcome {
            Outcome::Refused => {}
            Outcome::Accepted => accepted += 1,
            Outcome::Known => known += 1,
        }
        if taken > slowest.0 {
            slowest = (taken, input);
        }
    }
    println!(
        "{}: {count} inputs, {accepted} accepted, {known} known as a seed, slowest {:.1} ms ({} bytes)",
        target.name,
        slowest.0.as_secs_f64() * 1000.0,
        slowest.1.len(),
    );
    if slow {
        keep(target.name, "slowest", &slowest.1);
    }
    ExitCode::SUCCESS
}
