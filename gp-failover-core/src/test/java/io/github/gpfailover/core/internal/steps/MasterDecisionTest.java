package io.github.gpfailover.core.internal.steps;

import static io.github.gpfailover.core.internal.steps.Deciding.MDW;
import static io.github.gpfailover.core.internal.steps.Deciding.SMDW;
import static io.github.gpfailover.core.internal.steps.Deciding.healthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.GuardVerdict;
import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.inspect.DispatchFaultsOf;
import io.github.gpfailover.core.internal.inspect.SightingOf;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.StartMaster;
import io.github.gpfailover.step.StopMaster;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The decisions of the steps that stop, fence, promote and start a master. */
class MasterDecisionTest {

    private static final StopMaster STOP = StopMaster.builder().build();
    private static final Activate ACTIVATE = Activate.builder().build();
    private static final FenceOldMaster FENCE = FenceOldMaster.builder().build();
    private static final StartMaster START = StartMaster.builder().build();

    private static final StopMasterHandler STOPS = new StopMasterHandler();
    private static final ActivateHandler ACTIVATES = new ActivateHandler();
    private static final FenceHandler FENCES = new FenceHandler();
    private static final StartMasterHandler STARTS = new StartMasterHandler();

    private static Deciding twoMasters() {
        return healthy().server(SMDW, InstanceRole.MASTER);
    }

    @Test
    void nobodyStopsOrStartsAnythingBesideTwoMasters() {
        assertThat(twoMasters().refusal(STOPS, STOP)).containsExactly(ReasonCode.TWO_MASTERS);
        assertThat(twoMasters().refusal(STARTS, START)).containsExactly(ReasonCode.TWO_MASTERS);
        assertThat(twoMasters().before(ACTIVATE).refusal(FENCES, FENCE)).containsExactly(ReasonCode.TWO_MASTERS);
    }

    @Test
    void unreachableIsNotStopped() {
        Ruling ruling = healthy().unseen(MDW).before(ACTIVATE).decide(STOPS, STOP);

        assertThat(ruling).isInstanceOfSatisfying(Ruling.Refused.class, r -> {
            assertThat(r.reasons().get(0).code()).isEqualTo(ReasonCode.MASTER_LIVENESS_UNKNOWN);
            assertThat(r.mayPass()).isTrue();
        });
    }

    @Test
    void aMasterThatIsProvedStoppedIsStopped() {
        Ruling ruling =
                new Deciding().stopped(MDW).server(SMDW, InstanceRole.STANDBY).decide(STOPS, STOP);

        assertThat(ruling).isInstanceOf(Ruling.Satisfied.class);
        assertThat(ruling.findings().proofs()).extracting(Evidence::source).containsExactly("ps -ef");
    }

    @Test
    void aStopWithoutAnActivationAfterItNeedsToBeSaid() {
        assertThat(healthy().refusal(STOPS, STOP)).containsExactly(ReasonCode.LEAVES_NO_MASTER);
    }

    @Test
    void aServerThatDoesNotTellWhatItIsServesOn() {
        Deciding now = new Deciding()
                .server(MDW, InstanceRole.UNKNOWN)
                .server(SMDW, InstanceRole.STANDBY)
                .before(ACTIVATE);

        assertThat(now.refusal(STOPS, STOP)).containsExactly(ReasonCode.MASTER_ROLE_UNKNOWN);
    }

    @Test
    void aStandbyIsNeverStoppedAsAMaster() {
        Deciding now = new Deciding().server(MDW, InstanceRole.STANDBY).before(ACTIVATE);
        now.notes().formerMaster(MDW);
        now.notes().activationTarget(SMDW);

        assertThat(now.refusal(STOPS, STOP)).containsExactly(ReasonCode.SERVER_IS_STANDBY);
    }

    @Test
    void nothingIsPromotedBesideAMasterThatServes() {
        Deciding now = healthy().answer(new SightingOf(SMDW.host(), MDW), Optional.empty());

        assertThat(now.refusal(ACTIVATES, ACTIVATE)).containsExactly(ReasonCode.MASTER_STILL_SERVES);
        assertThat(now.findings(ACTIVATES, ACTIVATE).verdicts())
                .extracting(GuardVerdict::server)
                .containsExactly(MDW);
    }

    @Test
    void nothingIsPromotedWhereNoStandbyIsSeen() {
        assertThat(new Deciding().stopped(MDW).unseen(SMDW).refusal(ACTIVATES, ACTIVATE))
                .containsExactly(ReasonCode.STANDBY_NOT_SEEN);
    }

    @Test
    void aPromotedMasterThatDispatchesIsEnough() {
        Deciding now = promoted(List.of());

        assertThat(now.decide(ACTIVATES, ACTIVATE)).isInstanceOf(Ruling.Satisfied.class);
        assertThat(now.findings(ACTIVATES, ACTIVATE).proofs())
                .extracting(Evidence::source)
                .containsExactly("psql on smdw");
    }

    @Test
    void aPromotedMasterThatDoesNotDispatchIsObservedAgainAndNotPromotedAgain() {
        Ruling ruling = promoted(List.of("content 0 does not answer")).decide(ACTIVATES, ACTIVATE);

        assertThat(ruling)
                .isInstanceOfSatisfying(
                        Ruling.Ready.class, r -> assertThat(r.deed()).isInstanceOf(PromotedRestart.class));
        assertThat(ruling.findings().remarks()).containsExactly("content 0 does not answer");
    }

    private static Deciding promoted(List<String> faults) {
        Deciding now = new Deciding().stopped(MDW).server(SMDW, InstanceRole.MASTER);
        now.notes().formerMaster(MDW);
        now.notes().activationTarget(SMDW);
        return now.answer(new DispatchFaultsOf(SMDW, List.<CatalogRow>of()), faults);
    }

    @Test
    void aStoppedOrFollowingServerNeedsNoFence() {
        assertThat(new Deciding().stopped(MDW).decide(FENCES, FENCE)).isInstanceOf(Ruling.Satisfied.class);

        Deciding follows = new Deciding().server(MDW, InstanceRole.STANDBY).server(SMDW, InstanceRole.MASTER);
        follows.notes().formerMaster(MDW);
        follows.notes().activationTarget(SMDW);
        assertThat(follows.decide(FENCES, FENCE)).isInstanceOf(Ruling.Satisfied.class);
    }

    @Test
    void aMasterThatServesIsNotStarted() {
        assertThat(healthy().decide(STARTS, START)).isInstanceOf(Ruling.Satisfied.class);
    }
}
