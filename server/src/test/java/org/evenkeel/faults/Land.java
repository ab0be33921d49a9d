package org.evenkeel.faults;

import java.util.List;
import java.util.Map;

/** Where nodes run: what addresses they have, and what is put before their command. */
interface Land extends AutoCloseable {
  /** All on the loopback address, told apart by ports. */
  Land LOOPBACK =
      new Land() {
        @Override
        public String host(int node) {
          return "127.0.0.1";
        }

        @Override
        public String harness() {
          return "127.0.0.1";
        }

        @Override
        public List<String> prefix(int node) {
          return List.of();
        }

        @Override
        public Map<String, String> settings(int node) {
          return Map.of();
        }

        @Override
        public void close() {}
      };

  /** The address of a node. */
  String host(int node);

  /** Our own address, as the nodes see it. */
  String harness();

  List<String> prefix(int node);

  Map<String, String> settings(int node);

  @Override
  void close();
}
