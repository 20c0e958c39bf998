//! The Discord edge: events in, messages out. Discord's words stay in here.

mod custom_id;
mod queue;
mod render;
mod rest;
