package org.nightbeam.fields;

import java.util.List;
import org.nightbeam.table.FrameRow;

/**
 * A light and the fields that it may belong to.
 *
 * @param fields of its target and camera
 */
public record FieldLight(FrameRow light, List<Field> fields) {}
