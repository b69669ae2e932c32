//! Lägesbild's server: web, services, store, exports and command line.

pub mod ambient;
pub mod cli;
pub mod config;
pub mod demo;
pub mod export;
pub mod mail;
pub mod metrics;
pub mod oidc;
pub mod sealing;
pub mod services;
pub mod store;
pub mod web;
