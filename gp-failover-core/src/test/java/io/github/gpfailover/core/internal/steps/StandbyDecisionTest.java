package io.github.gpfailover.core.internal.steps;

import static io.github.gpfailover.core.internal.steps.Deciding.MDW;
import static io.github.gpfailover.core.internal.steps.Deciding.SMDW;
import static io.github.gpfailover.core.internal.steps.Deciding.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.core.internal.inspect.DirectoryAt;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.SilenceOf;
import io.github.gpfailover.core.internal.inspect.StandbyDetailsOf;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.ReleaseFence;
import io.github.gpfailover.step.ReleaseWaitingCommits;
import io.github.gpfailover.step.RemoveStandby;
import io.github.gpfailover.step.RetireDataDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The decisions of the steps that make, await, remove and tidy up after a standby. */
class StandbyDecisionTest {

    private static final AwaitSyncHandler AWAITS = new AwaitSyncHandler();
    private static final AwaitSync AWAIT = AwaitSync.builder().build();
    private static final AddStandbyHandler ADDS = new AddStandbyHandler();
    private static final RemoveStandbyHandler REMOVES = new RemoveStandbyHandler();
    private static final RetireDataDirectoryHandler RETIRES = new RetireDataDirectoryHandler();
    private static final ReleaseFenceHandler RELEASES = new ReleaseFenceHandler();
    private static final ReleaseWaitingCommitsHandler FREES = new ReleaseWaitingCommitsHandler();
    private static final ReleaseWaitingCommits FREE =
            ReleaseWaitingCommits.builder().build();

    private static StandbyDetails details(StandbyDetails.Status status) {
        return new StandbyDetails(
                true,
                Optional.of(SMDW),
                OptionalInt.of(163),
                Optional.of(status),
                Optional.empty(),
                false,
                Optional.empty());
    }

    @Test
    void aFreshStreamThatTheUtilityConfirmsIsInSync() {
        Deciding now = healthy().answer(new StandbyDetailsOf(MDW), details(StandbyDetails.Status.PASSIVE));

        assertThat(now.decide(AWAITS, AWAIT)).isInstanceOf(Ruling.Satisfied.class);
        assertThat(now.findings(AWAITS, AWAIT).proofs())
                .extracting(Evidence::statement)
                .contains("a wal sender runs", "a wal receiver runs", "Standby host passive");
    }

    @Test
    void aStandbyWhoseProcessTheUtilityMissesIsNotInSync() {
        Deciding now = healthy().answer(new StandbyDetailsOf(MDW), details(StandbyDetails.Status.NOT_RUNNING));

        assertThat(now.refusal(AWAITS, AWAIT)).containsExactly(ReasonCode.GPSTATE_DISAGREES);
    }

    @Test
    void aStreamThatNothingConfirmedLatelyGetsARecordToConfirm() {
        assertThat(healthy().stream(Duration.ofMinutes(5)).decide(AWAITS, AWAIT))
                .isInstanceOf(Ruling.Ready.class);
    }

    @Test
    void nobodyWaitsForAStandbyThatTheCatalogDoesNotName() {
        assertThat(healthy().withoutStandbyRow().refusal(AWAITS, AWAIT)).containsExactly(ReasonCode.NO_STANDBY);
    }

    @Test
    void aStandbyIsNotMadeOverTheMaster() {
        Deciding now = healthy().withoutStandbyRow();

        assertThat(now.refusal(ADDS, AddStandby.builder(HostRef.of("mdw")).build()))
                .containsExactly(ReasonCode.HOST_HOLDS_MASTER);
    }

    @Test
    void aStandbyThatNobodySeesMayYetBeOneThatRuns() {
        Deciding now = healthy().unseen(SMDW);

        assertThat(now.refusal(ADDS, AddStandby.builder(HostRef.of("smdw")).build()))
                .containsExactly(ReasonCode.STANDBY_NOT_RUNNING);
        assertThat(now.findings(ADDS, AddStandby.builder(HostRef.of("smdw")).build())
                        .unknown())
                .containsExactly(SMDW);
    }

    @Test
    void nothingIsRemovedWhereTheCatalogNamesNoStandby() {
        Deciding now = new Deciding()
                .server(MDW, InstanceRole.MASTER)
                .stopped(SMDW)
                .rows()
                .withoutStandbyRow();

        assertThat(now.decide(REMOVES, RemoveStandby.builder().build())).isInstanceOf(Ruling.Satisfied.class);
    }

    @Test
    void theDirectoriesOfMasterAndStandbyAreNotRetired() {
        assertThat(healthy().refusal(RETIRES, retire("mdw"))).containsExactly(ReasonCode.DIRECTORY_IS_MASTERS);
        assertThat(healthy().refusal(RETIRES, retire("smdw"))).containsExactly(ReasonCode.DIRECTORY_IS_STANDBYS);
    }

    @Test
    void aDirectoryThatIsNotThereNeedsNoRenaming() {
        Deciding now = healthy().withoutStandbyRow().answer(new DirectoryAt(SMDW), DirectoryState.absent());

        assertThat(now.decide(RETIRES, retire("smdw"))).isInstanceOf(Ruling.Satisfied.class);
    }

    @Test
    void aDirectoryThatNobodyCanReadIsLeftAlone() {
        Deciding now =
                healthy().withoutStandbyRow().answer(new DirectoryAt(SMDW), DirectoryState.unknown("no connection"));

        assertThat(now.refusal(RETIRES, retire("smdw"))).containsExactly(ReasonCode.DIRECTORY_UNREADABLE);
    }

    private static RetireDataDirectory retire(String host) {
        return RetireDataDirectory.builder(HostRef.of(host)).build();
    }

    @Test
    void aFenceIsNotLiftedBeforeThePromotion() {
        Deciding now = healthy().before(Activate.builder().build());

        assertThat(now.refusal(RELEASES, ReleaseFence.builder().build())).containsExactly(ReasonCode.NO_PROMOTION_YET);
    }

    @Test
    void aFenceIsLiftedOnlyFromAServerThatCanNotWrite() {
        Deciding runs = new Deciding().server(MDW, InstanceRole.TRANSIENT).server(SMDW, InstanceRole.MASTER);
        runs.notes().formerMaster(MDW);
        Deciding stopped = new Deciding().stopped(MDW).server(SMDW, InstanceRole.MASTER);
        stopped.notes().formerMaster(MDW);

        assertThat(runs.refusal(RELEASES, ReleaseFence.builder().build()))
                .containsExactly(ReasonCode.FENCED_SERVER_MAY_WRITE);
        assertThat(stopped.decide(RELEASES, ReleaseFence.builder().build())).isInstanceOf(Ruling.Ready.class);
    }

    @Test
    void commitsWaitRightlyForAStandbyThatLives() {
        Deciding now = healthy().answer(new SilenceOf(SMDW.host()), false);

        assertThat(now.refusal(FREES, FREE)).containsExactly(ReasonCode.STANDBY_NOT_GONE);
    }

    @Test
    void noCommitWaitsWhereTheCatalogNamesNoStandby() {
        assertThat(healthy().withoutStandbyRow().decide(FREES, FREE)).isInstanceOf(Ruling.Satisfied.class);
    }
}
