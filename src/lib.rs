//! Explains the error messages of Xero, Lentune and Dext.
