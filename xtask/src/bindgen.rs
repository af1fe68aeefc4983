//! What wasm-bindgen is asked to generate for each product.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use wasm_bindgen_cli_support::Bindgen;

/// What glue is generated for.
#[derive(Clone, Copy)]
pub(crate) enum Product {
    /// The Cloudflare Worker.
    Gateway,
    /// The package `ingam`: a module for sealing and everything else, one for evidence.
    Npm,
    /// The primitives by themselves, for tests/primitives. Not shipped.
    Primitives,
}

impl FromStr for Product {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "gateway" => Ok(Self::Gateway),
            "npm" => Ok(Self::Npm),
            "primitives" => Ok(Self::Primitives),
            other => Err(format!("no such product: {other}")),
        }
    }
}

impl Product {
    /// The library name of each crate it is compiled from, and the name of what comes of it.
    const fn modules(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Gateway => &[("ingam_worker", "gateway")],
            Self::Npm => &[("ingam_wasm", "ingam"), ("ingam_wasm_evidence", "evidence")],
            Self::Primitives => &[("ingam_primitives", "primitives")],
        }
    }

    /// The folder the glue goes to, from the root of the repository.
    const fn folder(self) -> &'static str {
        match self {
            Self::Gateway => "build/gateway",
            Self::Npm => "pkg/wasm",
            Self::Primitives => "build/primitives",
        }
    }

    fn configure(self, bindgen: &mut Bindgen) {
        // One glue for every environment: whoever imports it hands in the module.
        bindgen.omit_default_module_path(true);
        match self {
            // worker/entry.mjs starts a new instance when the old one has panicked.
            Self::Gateway => {
                bindgen.typescript(false).reset_state_function(true).force_enable_abort_handler(true)
            }
            // The types are for checking pkg/src and are not shipped. Names of functions are a tenth
            // of what a page would have to load.
            Self::Npm => bindgen.typescript(true).remove_name_section(true).remove_producers_section(true),
            Self::Primitives => bindgen.typescript(false),
        };
    }
}

/// The profile the crate was compiled with.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    Release,
    Dev,
}

impl FromStr for Profile {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "release" => Ok(Self::Release),
            "dev" => Ok(Self::Dev),
            other => Err(format!("no such profile: {other}")),
        }
    }
}

impl Profile {
    /// Cargo's folder for it.
    const fn folder(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }
}

/// Generates the glue anew, and names the folder it is in.
pub(crate) fn run(product: Product, profile: Profile) -> Result<PathBuf, String> {
    // Asked for when it runs: two checkouts that share a target directory share this program.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").ok_or("start it with `cargo run -p xtask`")?;
    let root = Path::new(&manifest).parent().ok_or("xtask is not inside the repository")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let compiled = target.join("wasm32-unknown-unknown").join(profile.folder());
    let modules: Vec<(PathBuf, &str)> = product
        .modules()
        .iter()
        .map(|(library, name)| (compiled.join(library).with_extension("wasm"), *name))
        .collect();
    if let Some((missing, _)) = modules.iter().find(|(input, _)| !input.is_file()) {
        return Err(format!("{} is missing: compile the crate first", missing.display()));
    }

    let folder = root.join(product.folder());
    if folder.exists() {
        // What an earlier version generated must not be shipped with this one.
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for (input, name) in modules {
        let mut bindgen = Bindgen::new();
        bindgen.input_path(&input).out_name(name);
        bindgen.web(true).map_err(|error| format!("{error:#}"))?;
        product.configure(&mut bindgen);
        bindgen.generate(&folder).map_err(|error| format!("{}: {error:#}", input.display()))?;
    }
    Ok(folder)
}
