//! The program: arguments and settings in, one edge started.

fn main() {}
