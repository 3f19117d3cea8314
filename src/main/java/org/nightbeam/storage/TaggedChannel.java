package org.nightbeam.storage;

import java.nio.channels.SeekableByteChannel;

/** A channel that knows the name of the version that it reads, see {@link FileStamp#tag}. */
public interface TaggedChannel extends SeekableByteChannel {
  /** Returns the name; null before the first read, or where there is none. */
  String tag();
}
