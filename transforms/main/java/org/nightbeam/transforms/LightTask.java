package org.nightbeam.transforms;

import org.nightbeam.plan.NamedLight;
import org.nightbeam.rerun.Done;

/**
 * A light to calibrate.
 *
 * @param light with its name
 * @param earlier its product, if that is there and up to date in case that the masters come out as
 *     they were; null if not
 */
public record LightTask(NamedLight light, Done.Light earlier) {}
