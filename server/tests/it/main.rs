//! The product through its public surface, on both engines.

mod accounts;
mod app;
mod bad_input;
mod board;
mod bytes;
mod characters;
mod clicks;
mod closing;
mod desk;
mod drafts;
mod fixtures;
mod letters;
mod limits;
mod meanings;
mod microdata;
mod privacy;
mod process;
mod respond;
mod results;
mod roles;
mod rounds;
mod silence;
mod snapshots;
mod store;
mod threshold;
mod underlag;
