# pragma version ~=0.4.3
"""
@title Groth16 Verifier
@custom:contract-name Groth16Verifier
@license Apache-2.0
@notice Verifies proofs of one circuit over BN254. The source is
        generated from the verifying key and has the interface
        `IVerifier`. Anyone can turn a proof into another one of
        the same statement, so it identifies nothing.
        DEVELOPMENT KEY: its maker can prove anything, so
        the contract can be created on local chains only.
"""


# @dev The order of the groups; public inputs are below it.
_ORDER: constant(uint256) = 21888242871839275222246405745257275088548364400416034343698204186575808495617


# @dev The length of a proof: A, B and C in the encoding of EIP-197.
_LENGTH: constant(uint256) = 256


# @dev The precompiled contract that checks products of pairings.
_PAIRING: constant(address) = 0x0000000000000000000000000000000000000008


# @dev The point of the constant, and the point that the public input multiplies.
_CONSTANT: constant(uint256[2]) = [
    11992169389991950435797232259541878640792712140665840177253648446686016762242,
    4345675433802160064971730765766052334406938559415494426571003710313968280759,
]
_INPUT: constant(uint256[2]) = [
    19626284272832234213819533483783874082872343980318040710858331183203477952308,
    7188811134177972578967976007725848592616009810210513339699947759231516399608,
]


# @dev The other points of the key; those of G2 are negated and have the coefficient
# of i first.
_ALPHA: constant(uint256[2]) = [
    10122143467352981886311925748419321615353366773473002207787699615192448833798,
    17150109899090085382742364359335036587908192728803968999683387763792405141975,
]
_MINUS_BETA: constant(uint256[4]) = [
    14446510075447680882706532660701069340884306461867586866542758429823596684241,
    2445321682710407457781809576810639822917378313243888788043755593669091419790,
    5974746604991988133239687868388883793212748795933194259627169100284001081757,
    5287253075728774833758224634221322006858862066303898783213247359885809272087,
]
_MINUS_GAMMA: constant(uint256[4]) = [
    11559732032986387107991004021392285783925812861821192530917403151452391805634,
    10857046999023057135944570762232829481370756359578518086990519993285655852781,
    17805874995975841540914202342111839520379459829704422454583296818431106115052,
    13392588948715843804641432497768002650278120570034223513918757245338268106653,
]
_MINUS_DELTA: constant(uint256[4]) = [
    9688729305607641979636837230220762652476089053137699974367360350097322384436,
    15955998339205595408299792711925854590605987416931954540851075659555015276303,
    17347323881403286411785772335543196663307880781655732667668455808523819624205,
    18053451410983547841812738350732986738942032626494923204967901633137867716074,
]


@deploy
def __init__():
    """
    @dev Refuses every chain but local ones.
    """
    assert chain.id >= 31000 and chain.id <= 31999, "Groth16Verifier: development key"


@external
@view
def verify(public_input: uint256, proof: Bytes[4_096]) -> bool:
    """
    @dev Returns whether the circuit is satisfied with `public_input`:
         e(A, B) e(alpha, -beta) e(L, -gamma) e(C, -delta) = 1 with
         L = constant + public_input * input. The precompiled
         contract refuses points off their curve or group and uses
         up the gas that it was given.
    @param public_input The public input.
    @param proof The points A, B and C.
    @return bool The verdict.
    """
    if public_input >= _ORDER or len(proof) != _LENGTH:
        return False
    combination: uint256[2] = ecadd(_CONSTANT, ecmul(_INPUT, public_input))
    success: bool = False
    output: Bytes[32] = b""
    success, output = raw_call(
        _PAIRING,
        concat(
            slice(proof, 0, 192),
            abi_encode(_ALPHA, _MINUS_BETA, combination, _MINUS_GAMMA),
            slice(proof, 192, 64),
            abi_encode(_MINUS_DELTA),
        ),
        max_outsize=32,
        is_static_call=True,
        revert_on_failure=False,
    )
    return success and convert(output, uint256) == 1
