//! Puts the style sheet, and the browser bundles if they have been built, into the binary: named by a
//! hash of their content and compressed beforehand.
//!
//! `cargo xtask bundle` leaves the bundles in `bundle/` in the target folder. Without them the pages
//! work, and islands stay asleep.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

/// What every page needs, in the order of the cascade.
const STYLES: &[&str] = &["tokens", "base", "layout", "form", "print"];
/// The same with what only staff see.
const STAFF_STYLES: &[&str] =
    &["tokens", "base", "layout", "form", "table", "chart", "board", "coordinator", "editing", "editor", "print"];

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("..");
    // target/PROFILE/build/server-HASH/out
    let bundle = out.ancestors().nth(4).expect("the target folder").join("bundle");
    // A path that is missing would have cargo build anew each time.
    fs::create_dir_all(&bundle).expect("a writable target folder");
    println!("cargo::rerun-if-changed={}", root.join("style").display());
    println!("cargo::rerun-if-changed={}", root.join("migrations").display());
    println!("cargo::rerun-if-changed={}", bundle.display());

    let mut code = String::from("const ASSETS: &[Asset] = &[\n");
    let mut style = |stem: &str, names: &[&str]| {
        let read = |name: &&str| {
            let path = root.join("style").join(format!("{name}.css"));
            squeeze(&fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
        };
        add(&mut code, &out, stem, "css", "text/css; charset=utf-8", names.iter().map(read).collect::<String>().as_bytes())
    };
    let (style, staff_style) = (style("style", STYLES), style("staff", STAFF_STYLES));

    let start = root.join("app/start.js");
    println!("cargo::rerun-if-changed={}", start.display());
    let start = fs::read_to_string(start).expect("a start script");
    let scripts = ["respondent", "staff", "editor"].map(|name| add_bundle(&mut code, &out, &bundle, (name, &start)));
    code.push_str("];\n");
    writeln!(code, "const STYLE: &str = {style:?};\nconst STAFF_STYLE: &str = {staff_style:?};").expect("a string");
    for (name, script) in ["RESPONDENT", "STAFF", "EDITOR"].into_iter().zip(scripts) {
        writeln!(code, "const {name}: Option<&str> = {script:?};").expect("a string");
    }
    fs::write(out.join("assets.rs"), code).expect("a writable OUT_DIR");
}

/// Adds a bundle with its start script, whose name is returned; none when it has not been built.
fn add_bundle(code: &mut String, out: &Path, bundle: &Path, (name, start): (&str, &str)) -> Option<String> {
    let [glue, module] = ["js", "wasm"].map(|ending| {
        let file = if ending == "js" { format!("{name}.js") } else { format!("{name}_bg.wasm") };
        fs::read(bundle.join(file)).ok()
    });
    let module = add(code, out, name, "wasm", "application/wasm", &module?);
    let glue = add(code, out, name, "js", "text/javascript; charset=utf-8", &glue?);
    let start = start.replace("bundle.js", &glue).replace("bundle_bg.wasm", &module);
    Some(add(code, out, "start", "js", "text/javascript; charset=utf-8", start.as_bytes()))
}

/// Without comments and leading white space; what is left compresses well enough.
fn squeeze(css: &str) -> String {
    let mut text = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.lines().map(str::trim).filter(|l| !l.is_empty()).fold(String::new(), |all, line| all + line + "\n")
}

/// Writes a file three ways and adds it to the list; returns its name.
fn add(code: &mut String, out: &Path, stem: &str, ending: &str, media_type: &str, bytes: &[u8]) -> String {
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)[..6]);
    let name = format!("{stem}.{hash}.{ending}");
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut brotli, &parameters).expect("memory");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).expect("memory");
    let gzip = gzip.finish().expect("memory");
    for (suffix, content) in [("", bytes), (".br", &brotli), (".gz", &gzip)] {
        fs::write(out.join(format!("{name}{suffix}")), content).expect("a writable OUT_DIR");
    }
    writeln!(
        code,
        "    Asset {{ name: \"{name}\", media_type: \"{media_type}\", plain: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")), brotli: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.br\")), gzip: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.gz\")) }},"
    )
    .expect("a string");
    name
}
