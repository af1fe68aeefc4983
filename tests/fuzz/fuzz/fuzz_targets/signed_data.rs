#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    ingam_fuzz::signed_data(bytes);
});
