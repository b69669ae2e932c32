//! The kit that pages are made of: components with named props, rendered on the server alone.

pub mod chart;
pub mod figure;
pub mod form;
pub mod layout;
pub mod nav;
pub mod question;
pub mod table;
pub mod text;
