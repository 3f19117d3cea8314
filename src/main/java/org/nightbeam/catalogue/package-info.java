/**
 * Catalogues: the sources of a light as a FITS binary table beside its product. The columns are one
 * list, {@link org.nightbeam.catalogue.CatalogueColumn}; the file is written by {@link
 * org.nightbeam.catalogue.CatalogueFile}. How sources are found and measured is for {@code
 * photometry}.
 */
package org.nightbeam.catalogue;
