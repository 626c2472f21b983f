package dev.ccrunner.run;

import dev.ccrunner.secret.SecretId;
import org.jspecify.annotations.Nullable;

/**
 * A repository to work in.
 *
 * @param url {@code https://}, {@code http://}, {@code ssh://} or {@code user@host:path}, without a
 *     credential in it
 * @param ref a branch, a tag or a commit; null: what the remote's HEAD points to
 * @param depth how many commits of history there are; 0: all of them
 * @param path of the folder to work in, relative, without {@code ..}; null: the repository's root
 * @param submodules whether they are cloned too, all levels
 * @param lfs whether the files of Git LFS are fetched
 * @param secret of kind {@code git}; null: nobody has to sign in
 */
public record GitSource(
    String url,
    @Nullable String ref,
    int depth,
    @Nullable String path,
    boolean submodules,
    boolean lfs,
    @Nullable SecretId secret) {}
