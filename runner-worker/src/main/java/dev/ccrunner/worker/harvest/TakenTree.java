package dev.ccrunner.worker.harvest;

import java.util.Set;
import java.util.TreeSet;

/**
 * The workspace as a tree.
 *
 * @param leftOut what is not in it although it is in the workspace and not ignored
 * @param inRepositories directories whose own repository had no say
 * @param asBytes whether files are in it as they are, without the conversions that {@code
 *     .gitattributes} asks for, since one of them was not possible
 */
record TakenTree(
    GitObject tree, Set<FileName> leftOut, Set<FileName> inRepositories, boolean asBytes) {
  TakenTree {
    leftOut = new TreeSet<>(leftOut);
    inRepositories = new TreeSet<>(inRepositories);
  }

  /** The same, but for the tree. */
  TakenTree as(GitObject other) {
    return new TakenTree(other, leftOut, inRepositories, asBytes);
  }
}
