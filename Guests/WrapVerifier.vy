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
    6342325049671190663066175494957373403367336903253291205241214556460452669502,
    6189616847684763930221982124399616735832916525277645266111516700466319654756,
]
_INPUT: constant(uint256[2]) = [
    20355461802354257217889129530721002539078622193773081231492038882829571396141,
    13982541801950042076338699779121830928577974989250436299735163815065635316777,
]


# @dev The other points of the key; those of G2 are negated and have the coefficient
# of i first.
_ALPHA: constant(uint256[2]) = [
    15396508812063141260378290155365132605618564219800943283011818157595758133754,
    13920698071824227808703400781858255288450374095560044681128593372415851133780,
]
_MINUS_BETA: constant(uint256[4]) = [
    14569309413125378965749898388495083736790071649928912822251716165496714585253,
    3998407612864456959418949464629890688578413962868241322632130239898958238006,
    5763583164897573094893204857694633573911070149205902620673863137731259528736,
    5679350782577385050631441687926623044231832875318489362036600847933677652473,
]
_MINUS_GAMMA: constant(uint256[4]) = [
    11559732032986387107991004021392285783925812861821192530917403151452391805634,
    10857046999023057135944570762232829481370756359578518086990519993285655852781,
    17805874995975841540914202342111839520379459829704422454583296818431106115052,
    13392588948715843804641432497768002650278120570034223513918757245338268106653,
]
_MINUS_DELTA: constant(uint256[4]) = [
    3914722973970939736979590229997092537496240851678238991220265329462204149234,
    9964076705484936187182456425702507965159870130044804420445763625224006463181,
    8509159211253764982165353224299736595311248942809059316572056406193705349068,
    7903067060620248420912587603137196521409745489217284087919214480130927164196,
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
