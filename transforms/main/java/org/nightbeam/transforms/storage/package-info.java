/**
 * The file systems of a run: local files, S3 with one request per piece or object, and all others
 * by Beam. Start with {@link org.nightbeam.transforms.storage.BeamStorage}, an implementation of
 * {@link org.nightbeam.storage.Storage}. Nothing here knows what a file is for.
 */
package org.nightbeam.transforms.storage;
