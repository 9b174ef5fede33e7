//! The catalogue in force: read at the start, and put in place of the old one as a whole when its file is read again.

use std::path::PathBuf;
use std::sync::Arc;

use arc_swap::ArcSwap;

use super::Catalogue;

/// The catalogue in force, and where it comes from.
#[derive(Debug)]
pub struct Current {
    file: Option<PathBuf>,
    catalogue: ArcSwap<Catalogue>,
}

impl Current {
    /// Reads the catalogue of `file`, or the built-in example where there is none. What there is to remark on is logged.
    pub fn read(file: Option<PathBuf>) -> Result<Self, String> {
        let catalogue = ArcSwap::from_pointee(read(file.as_ref())?);
        Ok(Self { file, catalogue })
    }

    /// The catalogue as it is now. Whoever answers one request asks once.
    pub fn get(&self) -> Arc<Catalogue> {
        self.catalogue.load_full()
    }

    /// Reads the file again; a faulty one changes nothing, and the error says what is wrong with it.
    pub fn reload(&self) -> Result<Arc<Catalogue>, String> {
        let new = Arc::new(read(self.file.as_ref())?);
        self.catalogue.store(Arc::clone(&new));
        Ok(new)
    }
}

fn read(file: Option<&PathBuf>) -> Result<Catalogue, String> {
    let Some(file) = file else { return Catalogue::built_in() };
    let read = Catalogue::read(file).map_err(|error| format!("LATCHKEY_CATALOGUE: {error}"))?;
    for remark in read.remarks {
        tracing::warn!("LATCHKEY_CATALOGUE: {}: {remark}", file.display());
    }
    Ok(read.catalogue)
}
