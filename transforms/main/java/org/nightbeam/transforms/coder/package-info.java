/**
 * How records travel through Beam and into files: the same record always makes the same bytes.
 * Start with {@link org.nightbeam.transforms.coder.RecordCoder}. No particular record may come in.
 */
package org.nightbeam.transforms.coder;
