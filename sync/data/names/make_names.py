#!/usr/bin/env python3
"""Makes the lists of Italian names for the sample province: forenames_m.tsv, forenames_f.tsv, surnames.tsv.

Needs the package Faker (Italian provider):  pip install Faker

Columns: name, weight. The names come from the package, and those with accents and apostrophes that every register
has from the lists below; the weights are ours: the names listed as common weigh what they do in a town of Emilia,
roughly, and all others 1. Lists of foreign communities (foreign.tsv) are written by hand.
"""

import importlib
import pathlib

HERE = pathlib.Path(__file__).parent

COMMON_MEN = """Andrea 60 Marco 58 Giuseppe 56 Luca 52 Giovanni 50 Francesco 48 Alessandro 46 Matteo 46 Paolo 42
Antonio 42 Roberto 40 Stefano 38 Davide 36 Massimo 32 Simone 30 Lorenzo 30 Fabio 28 Daniele 28 Riccardo 26 Mario 26
Mauro 26 Luigi 26 Claudio 26 Maurizio 24 Federico 24 Enrico 22 Gabriele 22 Carlo 22 Franco 20 Giorgio 20 Giulio 18
Filippo 18 Alberto 18 Michele 18 Salvatore 18 Vincenzo 16 Nicola 16 Tommaso 16 Leonardo 16 Edoardo 14 Mattia 14
Cristian 14 Bruno 12 Renzo 12 Sergio 12 Pietro 12 Gianni 10 Gino 10 Luciano 10 Ivano 8 Vittorio 8 Ermes 6 Loris 6
Samuele 10 Diego 10 Emanuele 10 Giacomo 12 Christian 8 Domenico 10 Angelo 10 Gianluca 10 Nicolò 8 Niccolò 6 Giosuè 2
Noè 1 Geminiano 3 Villiam 2 Werther 2 Oreste 3 Nello 3 Primo 3 Dino 6 Adriano 8 Valerio 6 Giancarlo 10 Gianfranco 8
Pier Luigi 4 Pier Paolo 3 Gian Marco 2"""

COMMON_WOMEN = """Maria 70 Anna 52 Giulia 50 Sara 44 Francesca 44 Chiara 42 Laura 40 Elena 40 Silvia 36 Paola 34
Federica 30 Martina 30 Elisa 30 Alessia 26 Barbara 24 Simona 24 Cristina 24 Valentina 26 Sofia 26 Lucia 24 Monica 24
Daniela 24 Carla 22 Patrizia 22 Alice 22 Giorgia 22 Giovanna 20 Rosa 20 Angela 20 Stefania 20 Claudia 18 Roberta 18
Franca 18 Luisa 16 Rita 16 Teresa 16 Aurora 14 Emma 14 Ginevra 10 Beatrice 14 Greta 10 Gaia 12 Matilde 10 Vittoria 10
Camilla 10 Bianca 8 Anita 8 Nicole 8 Marta 12 Michela 12 Manuela 12 Lorena 8 Loretta 8 Ivana 8 Graziella 8 Liliana 8
Silvana 8 Bruna 8 Ida 6 Ines 4 Iole 4 Norma 4 Lea 3 Deanna 3 Vanna 5 Luciana 8 Adriana 8 Antonella 12 Caterina 10
Margherita 10 Eleonora 10 Irene 10 Serena 10 Ilaria 14 Debora 6 Maria Grazia 5 Maria Luisa 4 Anna Maria 6 Zoè 1 Noè 1
Mariù 1 Trinità 1"""

COMMON_SURNAMES = """Ferrari 90 Rossi 70 Malagoli 34 Montanari 40 Barbieri 40 Bianchi 34 Vaccari 32 Bertoni 24
Cavazzuti 16 Baraldi 30 Gibertini 16 Fontana 28 Guidetti 28 Lugli 30 Goldoni 22 Bergonzini 18 Borghi 26 Costa 20
Ferri 22 Franchini 22 Galli 26 Garuti 18 Gozzi 16 Grandi 16 Guerzoni 18 Leonardi 18 Levoni 12 Lodi 16 Lolli 14
Manfredini 20 Manicardi 14 Martinelli 22 Mazzoli 12 Melotti 12 Messori 20 Muratori 16 Neri 16 Nicolini 14 Pellacani 16
Pelloni 14 Pini 14 Prandini 16 Ricci 24 Righi 24 Rinaldi 18 Romani 14 Rovatti 14 Sala 14 Santi 10 Setti 16 Silvestri 18
Sighinolfi 16 Solmi 12 Tosi 20 Turrini 14 Venturelli 26 Verri 8 Vecchi 26 Zagni 14 Zanasi 14 Zanni 12 Zanoli 14 Zini 14
Russo 40 Esposito 34 Romano 26 Greco 18 Marino 16 Caruso 14 Gallo 14 Conte 12 De Luca 16 Mancini 14 Bruno 12 Coppola 14
Iovine 6 Lombardi 20 Moretti 20 Amato 8 D'Angelo 10 D'Amico 10 Dell'Amico 4 D'Alessandro 6 D'Avino 3 Dall'Olio 8
Dall'Ora 3 Dell'Aquila 3 De' Pietri 6 De Pietri 8 Degli Esposti 8 Della Casa 5 Di Marco 8 Di Stefano 6 Lo Presti 3
La Rocca 4 Li Calzi 2 Papalù 1 Macrì 4 Calì 2 Pirrò 1 Cantù 2 Nicolò 2 Tufò 1 Foà 1 Rebuffè 1 Morè 1 Totò 1 Licitrà 1"""


def weighted(text):
    """`Pier Luigi 4` is a name of two words and its weight."""
    found, words = {}, []
    for word in text.split():
        if word.isdigit():
            found[" ".join(words)] = int(word)
            words = []
        else:
            words.append(word)
    return found


def write(name, common, others):
    weights = {other: 1 for other in others}
    weights.update(weighted(common))
    lines = [f"{key}\t{weight}" for key, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))]
    (HERE / name).write_text("\n".join(lines) + "\n", "utf-8")
    print(name, len(lines))


def main():
    provider = importlib.import_module("faker.providers.person.it_IT").Provider
    write("forenames_m.tsv", COMMON_MEN, provider.first_names_male)
    write("forenames_f.tsv", COMMON_WOMEN, provider.first_names_female)
    write("surnames.tsv", COMMON_SURNAMES, provider.last_names)


if __name__ == "__main__":
    main()
