//! Applications: their pages, what they do to tokens at the gate, and that none goes while a token is left.

mod gate;
mod pages;
mod race;
