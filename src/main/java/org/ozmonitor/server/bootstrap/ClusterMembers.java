package org.ozmonitor.server.bootstrap;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import org.ozmonitor.server.cluster.Membership;

/// Has the load balancer look as soon as Hazelcast sees a member come or go. Thread-safe.
final class ClusterMembers implements MembershipListener {
  private final Membership membership;

  private ClusterMembers(Membership membership) {
    this.membership = membership;
  }

  /// Listens until the instance is shut down.
  static void watch(HazelcastInstance hazelcast, Membership membership) {
    var _ = hazelcast.getCluster().addMembershipListener(new ClusterMembers(membership));
  }

  @Override
  public void memberAdded(MembershipEvent event) {
    membership.changed();
  }

  @Override
  public void memberRemoved(MembershipEvent event) {
    membership.changed();
  }
}
