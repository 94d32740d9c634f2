//! Mails: delivered once, whatever the mail server does; and what they say.

mod delivery;
mod digest;
mod killed;
mod outages;
mod protection;
mod support;
