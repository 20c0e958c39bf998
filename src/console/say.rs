//! The terminal's own sentences.

/// First line of a conversation: how to use it.
pub(super) const WELCOME: &str = "Paste an error message from Xero, Lentune or Dext, over as many lines as it has; a \
     blank line or a short pause ends it. Type quit to leave.";

/// Under an answer: what else can be typed.
pub(super) const HINT: &str = "Type a number or a question; or: it worked, still stuck, not this one, quit.";

/// Before the summary for a person: a terminal has nobody to call.
pub(super) const COPY_THIS: &str =
    "Nobody can be called from here. Copy this for a colleague or the support of the app:";

/// Said when piped input was cut.
pub const CUT: &str = "Only the first 4 MiB of this were read.";
