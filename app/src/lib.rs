//! Lägesbild's library: the domain, and the pages and islands made of it.

pub mod domain;
