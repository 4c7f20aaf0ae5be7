//! What bounds the figures on this machine: the disk, SQLite, PostgreSQL, and actix without anything behind it.

pub mod actix;
pub mod disk;
pub mod postgres;
pub mod sqlite;
