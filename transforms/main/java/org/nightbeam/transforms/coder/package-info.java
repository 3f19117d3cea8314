/**
 * Encodes records for Beam and for files: the same record always gives the same bytes. Start with
 * {@link org.nightbeam.transforms.coder.RecordCoder}. It knows no particular record.
 */
package org.nightbeam.transforms.coder;
