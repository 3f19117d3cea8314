/**
 * Catalogues: the sources of a light as a FITS binary table in a file of its own. The columns are
 * one list, {@link org.nightbeam.catalogue.CatalogueColumn}; the file is written by {@link
 * org.nightbeam.catalogue.CatalogueFile}. Finding and measuring sources belongs in {@code
 * photometry}.
 */
package org.nightbeam.catalogue;
