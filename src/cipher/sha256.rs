pub(crate) use crate::digest::sha256 as digest;
