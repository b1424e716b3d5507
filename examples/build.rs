//! `sqlx::migrate!` puts the migrations into the binary; a new file among them has to build it anew.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
