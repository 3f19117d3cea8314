package org.nightbeam.transforms.work;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.LostOutputException;
import org.nightbeam.storage.NewFile;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.storage.RemoteFiles;
import org.nightbeam.transforms.storage.Tenure;

/**
 * Gives an output to a run: the last one that asks owns it. An earlier owner that is still alive,
 * such as a cluster job whose client was killed, writes nothing there any more, see {@link Tenure}.
 * Each run has a folder below the output with a token in it; it goes when the run ends, or when a
 * later one takes over.
 */
public final class OutputOwner {
  private static final String TOKEN = "owner";

  /** In the names of the folders of runs that are being removed. */
  private static final String GONE = "-gone";

  private static final Pattern FOLDER =
      Pattern.compile(
          Pattern.quote(RunFolder.PREFIX) + "[0-9a-f]{8}-[0-9a-f]{4}-[^/]*", Pattern.DOTALL);

  private OutputOwner() {}

  /**
   * A job on a cluster.
   *
   * @param master where the cluster is; empty if the run is in a process of its own
   * @param name of the job
   */
  public record Job(String master, String name) {
    /** No job. */
    public static final Job NONE = new Job("", "");
  }

  /**
   * Takes an output, and removes what earlier runs have left there and in the scratch folder.
   *
   * @param storage of the run
   * @param job of the run
   * @return the jobs of runs that had not ended, which write nothing any more
   * @throws LostOutputException if another run takes it at the same time
   */
  public static List<Job> take(RunSettings run, BeamStorage storage, Job job) throws IOException {
    OldRuns.sweep(Path.of(run.scratch()));
    List<Job> jobs = new ArrayList<>();
    if (BeamStorage.isLocal(run.output())) {
      Path own = LocalStorage.path(run.folder().inOutput());
      try {
        Files.createDirectories(LocalStorage.path(run.folder().unfinished()));
      } catch (NoSuchFileException taken) {
        throw another(run);
      }
      write(storage, run, job);
      for (Path folder : folders(LocalStorage.path(run.output()))) {
        if (!folder.equals(own)) {
          addJob(storage, folder.toString(), jobs);
          revoke(folder);
        }
      }
      if (!Files.isDirectory(own)) { // as may be where there are no locks
        throw another(run);
      }
      return jobs;
    }
    write(storage, run, job);
    Set<String> others = others(storage, run);
    for (String other : others) {
      addJob(storage, other, jobs);
      storage.deleteIfExists(token(other));
    }
    if (!others.isEmpty() && BeamStorage.isS3(run.output())) {
      pause(); // until what was being put is there, or is refused
    }
    new JournalFile(storage, run).adopt(others);
    for (String other : others) {
      storage.deleteFolder(other);
    }
    if (!isOwner(storage, run)) {
      throw another(run);
    }
    return jobs;
  }

  private static LostOutputException another(RunSettings run) {
    return new LostOutputException(
        run.output() + ": another run began there at the same time; start one of them again");
  }

  /**
   * Returns whether the folder of a run is in a local output: between two runs of a watch it is
   * that of somebody else.
   */
  public static boolean isTaken(String output) throws IOException {
    return folders(LocalStorage.path(output)).stream()
        .anyMatch(
            folder -> !isGone(folder) && Files.isDirectory(folder.resolve(RunFolder.UNFINISHED)));
  }

  /** Returns whether a run owns its output; asked on other file systems than the host's. */
  static boolean isOwner(BeamStorage storage, RunSettings run) throws IOException {
    return storage.isThere(token(run.folder().inOutput()));
  }

  private static String token(String folder) {
    return folder + "/" + TOKEN;
  }

  private static void write(BeamStorage storage, RunSettings run, Job job) throws IOException {
    String text = job.master + "\n" + job.name + "\n";
    try (NewFile file = storage.create(token(run.folder().inOutput()))) {
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      file.commit();
    }
  }

  private static void addJob(BeamStorage storage, String folder, List<Job> jobs) {
    try (Reader in = Channels.newReader(storage.open(token(folder)), StandardCharsets.UTF_8)) {
      char[] text = new char[1000];
      int length = Math.max(0, in.read(text));
      String[] lines = new String(text, 0, length).split("\n", -1);
      if (lines.length > 2 && !lines[0].isEmpty()) {
        jobs.add(new Job(lines[0], lines[1]));
      }
    } catch (IOException notTold) {
      return; // a run that was not yet, or is no longer, the owner
    }
  }

  /** Returns the folders of runs in a local output; none that is a link. */
  private static List<Path> folders(Path output) throws IOException {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(
            output,
            path ->
                FOLDER.matcher(path.getFileName().toString()).matches()
                    && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))) {
      found.forEach(folders::add);
    }
    return folders;
  }

  private static boolean isGone(Path folder) {
    return folder.getFileName().toString().contains(GONE);
  }

  /** At once, then all that is in it: what is moved out of it meanwhile has its name in time. */
  private static void revoke(Path folder) throws IOException {
    Path gone = folder;
    if (!isGone(folder)) {
      // A name of its own: an attempt that was killed may have left another.
      gone = folder.resolveSibling(folder.getFileName() + GONE + "-" + UUID.randomUUID());
      try {
        Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException byAnother) {
        return;
      } catch (AtomicMoveNotSupportedException impossible) {
        throw new IOException(folder + " cannot be renamed", impossible);
      }
    }
    try {
      LocalStorage.deleteFolder(gone);
    } catch (DirectoryNotEmptyException inUse) {
      return; // files that are open on a network disk stay; a later run removes them
    }
  }

  private static Set<String> others(BeamStorage storage, RunSettings run) throws IOException {
    Set<String> others = new TreeSet<>();
    String output = run.output() + "/";
    for (RemoteFiles.Found found : storage.beginningWith(output + RunFolder.PREFIX)) {
      Matcher folder = FOLDER.matcher(found.name().substring(output.length()).split("/", 2)[0]);
      if (folder.matches()) {
        others.add(output + folder.group());
      }
    }
    others.remove(run.folder().inOutput());
    return others;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(2 * Tenure.LEASE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
