//! What people paste, made comparable, with the way back to the original spelling.

pub mod words;
